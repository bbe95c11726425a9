import type { ErrorCode } from '@argus/contract';

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

/** The events of a request before anything was judged. */
export interface ParsedBody {
  items: unknown[];
  /** What it came in, decompressed. */
  bytes: number;
  /** Nothing in the body is nested deeper than this. */
  depth: number;
  /** False proves that no string of the body holds NUL or half a surrogate pair. */
  mayHoldOddCharacters: boolean;
}

export const isParsedBody = (body: unknown): body is ParsedBody =>
  typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items);
