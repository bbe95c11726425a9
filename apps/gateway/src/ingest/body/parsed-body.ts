import { viewOf } from '@argus/codec';
import type { ErrorCode } from '@argus/contract';
import type { ScannedBody } from '../scan/scan-body.js';
import { SPAN, SPANS } from '../scan/spans.js';

/** A line of NDJSON, or an entry, that could not be read as JSON: it is rejected alone, its neighbours are not. */
export class MalformedItem {
  constructor(
    /** As received. */
    readonly text: string,
    /** What is wrong and how to mend it. */
    readonly message: string,
    readonly code: Extract<ErrorCode, 'malformed' | 'too_deep'> = 'malformed',
  ) {}
}

/** What a body holds before anything was judged. */
export interface BodyFacts {
  /** What it came in, decompressed. */
  bytes: number;
  /** Nothing in the body is nested deeper than this. */
  depth: number;
  /** False proves that no string of the body holds NUL or half a surrogate pair. */
  mayHoldOddCharacters: boolean;
}

/** Nobody looked: whatever is judged is walked through. */
const UNKNOWN = { depth: 64, mayHoldOddCharacters: true } as const;

/** The events of a request before anything was judged: parsed ones, or where they were scanned, their places. */
export abstract class ParsedBody implements BodyFacts {
  /** Events in it. */
  abstract readonly count: number;
  readonly bytes: number;
  readonly depth: number;
  readonly mayHoldOddCharacters: boolean;

  protected constructor({ bytes, depth, mayHoldOddCharacters }: BodyFacts) {
    this.bytes = bytes;
    this.depth = depth;
    this.mayHoldOddCharacters = mayHoldOddCharacters;
  }

  /** The event as the parser reads it. */
  abstract item(index: number): unknown;
}

/** Events that were parsed. */
export class ItemBody extends ParsedBody {
  constructor(
    readonly items: readonly unknown[],
    facts: BodyFacts = { bytes: 0, ...UNKNOWN },
  ) {
    super(facts);
  }

  get count(): number {
    return this.items.length;
  }

  item(index: number): unknown {
    return this.items[index];
  }
}

/** Events that were found in the bytes of the body; one is parsed only when somebody asks for it. */
export class SpanBody extends ParsedBody {
  readonly count: number;
  readonly spans: Int32Array;
  /** The same bytes as `text`. */
  readonly view: DataView;
  readonly #parsed: ReadonlyMap<number, unknown>;

  constructor(
    readonly text: Buffer,
    { spans, count, parsed }: ScannedBody,
  ) {
    super({ bytes: text.length, ...UNKNOWN });
    this.view = viewOf(text);
    this.count = count;
    this.spans = spans;
    this.#parsed = parsed;
  }

  /** Whether the scanner vouches for the event: its record says where its parts are. */
  isScanned(index: number): boolean {
    return this.spans[index * SPANS + SPAN.event + 1] !== 0;
  }

  item(index: number): unknown {
    if (!this.isScanned(index)) return this.#parsed.get(index);
    const at = index * SPANS + SPAN.event;
    return JSON.parse(this.text.toString('utf8', this.spans[at], this.spans[at + 1])) as unknown;
  }
}

export const isParsedBody = (body: unknown): body is ParsedBody => body instanceof ParsedBody;
