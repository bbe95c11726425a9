import { FrameBuilder, frameRowsOf } from '@argus/codec';
import type { AppendOutcomes, FieldError, IndexedFieldError, RejectedEvent } from '@argus/contract';
import type { Arrival } from './arrival.js';
import { asReceived } from './event/as-received.js';
import type { IngestRequest, Verdict } from './ingest-request.type.js';
import { writeUuidText } from './scan/uuid.bytes.js';

/** Beyond so many wrong fields in one request an event is recorded with its first one only: 10 MiB can hold 500,000. */
const DETAILED_ERRORS = 10_000;
/**
 * The text of an event is stored beside each of its wrong fields. Of one request so many times its bytes are stored at most
 * (and at least so many bytes, for small requests), then each event with its first field only: a few megabytes must not
 * become a batch that no memory holds. The answer names every field all the same.
 */
const MOST_ERROR_TEXT = 4;
const LEAST_ERROR_TEXT_BYTES = 64 * 1024;
/** `"<uuid>",` */
const ID_BYTES = 39;
const NULL = Buffer.from('null,');
const QUOTE = 0x22;
const COMMA = 0x2c;

/** What became of every event of a request. */
export interface Judgement {
  outcomes: AppendOutcomes;
  /** What the request adds to the queue, and how many sequence numbers it takes there. */
  frame: Buffer;
  rows: number;
  /** For the answer: ids with `null` for each rejected event, as the inside of a JSON list. */
  ids: string;
  errors: IndexedFieldError[];
  warnings: IndexedFieldError[];
}

/**
 * Keeps the books of one request at a time: accepted events go into the frame at once, what was refused is recorded with
 * the reason, and so is what the `warn` rules found, although the event was accepted.
 */
export class RequestBook {
  readonly #frame = new FrameBuilder();
  #ids = Buffer.allocUnsafeSlow(1_024 * ID_BYTES);
  #idBytes = 0;
  #recorded = 0;
  #errorTextBytes = 0;
  #mostErrorTextBytes = 0;
  #outcomes = noOutcomes();
  #rejections: RejectedEvent[] = [];
  #errors: IndexedFieldError[] = [];
  #warnings: IndexedFieldError[] = [];

  constructor(private readonly nextId: () => string) {}

  /** `bytes`: of the request's body. */
  open(events: number, bytes: number): void {
    this.#frame.clear();
    if (this.#ids.length < events * ID_BYTES) this.#ids = Buffer.allocUnsafeSlow(events * ID_BYTES);
    this.#idBytes = 0;
    this.#recorded = 0;
    this.#errorTextBytes = 0;
    this.#mostErrorTextBytes = Math.max(LEAST_ERROR_TEXT_BYTES, MOST_ERROR_TEXT * bytes);
    this.#outcomes = noOutcomes();
    this.#rejections = [];
    this.#errors = [];
    this.#warnings = [];
  }

  put(arrival: Arrival, verdict: Verdict | undefined): void {
    if (verdict === undefined) this.#accept(arrival);
    else if (verdict.outcome === 'duplicate') {
      this.#outcomes.duplicate++;
      if (verdict.isConflict) this.#outcomes.conflicting++;
      this.#putId(arrival.id);
    } else {
      this.#outcomes[verdict.outcome]++;
      this.#record(arrival.item, verdict.errors);
      list(this.#errors, arrival.index, verdict.errors);
      this.#idBytes += NULL.copy(this.#ids, this.#idBytes);
    }
  }

  close({ sender, receivedAtUs }: IngestRequest): Judgement {
    const outcomes = this.#outcomes;
    const rejections = this.#rejections;
    const rows = frameRowsOf(outcomes.accepted, rejections);
    const frame = this.#frame.finish({ source: sender.source, receivedAtUs, outcomes }, rejections);
    const ids = this.#ids.toString('latin1', 0, Math.max(0, this.#idBytes - 1));
    return { outcomes, frame, rows, ids, errors: this.#errors, warnings: this.#warnings };
  }

  #accept(arrival: Arrival): void {
    this.#outcomes.accepted++;
    this.#frame.put(arrival.id, arrival.timestampUs, arrival.view, arrival.at);
    this.#putId(arrival.id);
    if (arrival.warnings.length === 0) return;
    // With its id, so that a replay of these errors finds the event stored already.
    this.#record({ ...(arrival.item as object), event_id: uuidText(arrival.id) }, arrival.warnings);
    list(this.#warnings, arrival.index, arrival.warnings);
  }

  #putId(id: Uint8Array): void {
    const ids = this.#ids;
    const start = this.#idBytes;
    ids[start] = QUOTE;
    const end = writeUuidText(id, ids, start + 1);
    ids[end] = QUOTE;
    ids[end + 1] = COMMA;
    this.#idBytes = end + 2;
  }

  #record(item: unknown, errors: readonly FieldError[]): void {
    const event = asReceived(item);
    const bytes = Buffer.byteLength(event);
    const kept = errors.slice(0, this.#fieldsLeft(bytes));
    this.#recorded += kept.length;
    this.#errorTextBytes += kept.length * bytes;
    const fields = kept.map((error) => ({ errorId: this.nextId(), ...error }));
    this.#rejections.push({ event, fields });
  }

  /** How many wrong fields of an event of so many bytes may be recorded: one at least. */
  #fieldsLeft(bytes: number): number {
    if (this.#recorded >= DETAILED_ERRORS) return 1;
    return Math.max(1, Math.floor((this.#mostErrorTextBytes - this.#errorTextBytes) / Math.max(1, bytes)));
  }
}

function uuidText(id: Uint8Array): string {
  const text = Buffer.alloc(36);
  writeUuidText(id, text, 0);
  return text.toString('latin1');
}

const noOutcomes = (): AppendOutcomes => ({ accepted: 0, duplicate: 0, invalid: 0, bot: 0, conflicting: 0 });

function list(to: IndexedFieldError[], index: number, errors: readonly FieldError[]): void {
  for (const { field, code, message } of errors) to.push({ index, field, code, message });
}
