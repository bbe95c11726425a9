import type { WrittenEvent } from './dialect.js';

/** How the gateway should end one event: what a report compares with what it said. */
export type Expectation = 'accepted' | 'invalid' | 'bot';

/** One event to send: anything that JSON can say, since invalid ones may be anything. */
export interface Outgoing {
  event: unknown;
  expected: Expectation;
}

/**
 * A stream of events; `undefined` ends it. `timeMs` (since the epoch) is when the next event is due; `isPlain` asks for a
 * well-formed one of a visitor.
 */
export interface EventSource {
  next(timeMs: number, isPlain: boolean): Outgoing | undefined;
}

/** A well-formed event and the moment (milliseconds since the epoch) at which it happened. */
export interface Happened {
  event: WrittenEvent;
  atMs: number;
}

/** A source of well-formed events, which the imperfections build upon. */
export interface ValidSource {
  next(timeMs: number): Happened | undefined;
}
