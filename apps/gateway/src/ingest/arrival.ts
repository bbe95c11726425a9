import type { AcceptedEvent, FieldError } from '@argus/contract';
import { STRING_COLUMNS, viewOf } from '@argus/codec';
import type { JudgedEvent } from './event/judge-event.js';
import { isPageView } from './event/event-types.js';
import type { ParsedBody } from './body/parsed-body.js';
import { copyBytes, copyWithoutSpace } from './scan/copy-bytes.js';
import { CRC_BEGIN, crcOf, crcOfNul, endCrc } from './scan/text-checksum.js';
import { readUuidText } from './scan/uuid.bytes.js';

const NO_WARNINGS: readonly FieldError[] = [];
const SCRATCH_BYTES = 16 * 1024;
const MOST_SCRATCH_BYTES = 1024 * 1024;
const UUID_TEXT = Buffer.alloc(36);
const EMPTY_DATA = Buffer.from('{}');
const NO_TEXT = Buffer.alloc(0);

/** The places of an event's texts in `at`: beginnings, each followed by its end; in the order of the stored columns. */
export const TEXT = { userId: 0, sessionId: 2, category: 4, name: 6, pageUrl: 8, data: 10 } as const;

/**
 * One event of a request on its way through the steps; each step reads what those before it put in. There is one for all
 * events: an event is nothing but bytes and numbers here, whether they lie in the body or, for one that had to be
 * parsed, in a scratch of its own, so that the rest of the way is the same.
 */
export class Arrival {
  body!: ParsedBody;
  /** Its place in the request, from 0. */
  index = 0;
  /** Whether there is an event yet: what follows means something then. */
  hasEvent = false;
  /** Where its texts are. */
  text: Buffer = NO_TEXT;
  /** The same bytes. */
  view = viewOf(NO_TEXT);
  readonly at = new Int32Array(STRING_COLUMNS.length * 2);
  /** The 16 bytes of the UUID, as they are written. */
  readonly id = new Uint8Array(16);
  hasId = false;
  /** Microseconds since the epoch. */
  timestampUs = 0;
  hasOwnTimestamp = false;
  isView = false;
  warnings = NO_WARNINGS;
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  #scratchView = viewOf(this.#scratch);

  /** Goes on to an event. */
  open(body: ParsedBody, index: number): void {
    this.body = body;
    this.index = index;
    this.hasEvent = false;
    this.hasId = false;
    this.warnings = NO_WARNINGS;
  }

  /** Lets go of the request. */
  close(nothing: ParsedBody): void {
    this.body = nothing;
    if (this.#scratch.length > MOST_SCRATCH_BYTES) this.#makeScratch(SCRATCH_BYTES);
    this.#useScratch();
  }

  /** As the parser reads it, before anything was judged. */
  get item(): unknown {
    return this.body.item(this.index);
  }

  /** Takes what was judged of a parsed event. */
  take({ event, hasOwnTimestamp, warnings }: JudgedEvent): void {
    const { userId, sessionId, category, name, pageUrl, data, eventId, timestampUs } = event;
    const { length } = userId + sessionId + category + name + pageUrl + data;
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    this.#reserve(3 * length);
    let end = this.#put(TEXT.userId, userId, 0);
    end = this.#put(TEXT.sessionId, sessionId, end);
    end = this.#put(TEXT.category, category, end);
    end = this.#put(TEXT.name, name, end);
    end = this.#put(TEXT.pageUrl, pageUrl, end);
    this.#put(TEXT.data, data, end);
    this.#useScratch();
    if (eventId !== '') this.setId(eventId);
    this.timestampUs = timestampUs;
    this.hasOwnTimestamp = hasOwnTimestamp;
    this.isView = isPageView(name);
    this.warnings = warnings;
    this.hasEvent = true;
  }

  setId(uuid: AcceptedEvent['eventId']): void {
    UUID_TEXT.write(uuid, 0, 'latin1');
    if (!readUuidText(UUID_TEXT, 0, uuid.length, this.id)) throw new Error('an id that is no UUID was let through');
    this.hasId = true;
  }

  /** Tells two payloads under one id apart: the same number as event/payload-checksum.ts. */
  checksum(): number {
    const { view, at } = this;
    let crc = CRC_BEGIN;
    for (let i = 0; i < at.length; i += 2) {
      if (i > 0) crc = crcOfNul(crc);
      crc = crcOf(view, at[i] as number, at[i + 1] as number, crc);
    }
    return endCrc(crc);
  }

  /**
   * Copies the texts from the body to the scratch, where they cannot stay as they lie there: with the path (from `path` to
   * `pathEnd`) behind a `pageUrl` that is a host, and with `data` without white space, `{}` where there is none.
   */
  gather(path: number, pathEnd: number): void {
    const { text, at } = this;
    let bytes = pathEnd - path + EMPTY_DATA.length;
    for (let place = 0; place < at.length; place += 2) bytes += (at[place + 1] as number) - (at[place] as number);
    this.#reserve(bytes);
    const scratch = this.#scratch;
    let used = 0;
    for (let place = 0; place < TEXT.data; place += 2) {
      const start = used;
      used = copyBytes(text, at[place] as number, at[place + 1] as number, scratch, used);
      if (place === TEXT.pageUrl) used = copyBytes(text, path, pathEnd, scratch, used);
      at[place] = start;
      at[place + 1] = used;
    }
    const data = used;
    const dataEnd = at[TEXT.data + 1] as number;
    if (dataEnd === 0) used = copyBytes(EMPTY_DATA, 0, EMPTY_DATA.length, scratch, used);
    else used = copyWithoutSpace(text, at[TEXT.data] as number, dataEnd, scratch, used);
    at[TEXT.data] = data;
    at[TEXT.data + 1] = used;
    this.#useScratch();
  }

  /** Room in the scratch for all texts of one event. */
  #reserve(bytes: number): void {
    if (bytes > this.#scratch.length) this.#makeScratch(2 * bytes);
  }

  #makeScratch(bytes: number): void {
    this.#scratch = Buffer.allocUnsafeSlow(bytes);
    this.#scratchView = viewOf(this.#scratch);
  }

  #useScratch(): void {
    this.text = this.#scratch;
    this.view = this.#scratchView;
  }

  /** Puts a text into the scratch at `start`; answers where it ends. */
  #put(place: number, text: string, start: number): number {
    const end = start + this.#scratch.write(text, start, 'utf8');
    this.at[place] = start;
    this.at[place + 1] = end;
    return end;
  }
}
