import type { ErrorKind } from '@argus/clickhouse';

/** An insert that was not acknowledged. */
export interface Failure {
  kind: ErrorKind;
  /** ClickHouse's code; undefined when no answer came. */
  code: number | undefined;
  /** 1 for the first failure of this insert. */
  attempt: number;
  /** Rows of the batch that was refused. */
  rows: number;
  /** From 0 to 1: keeps several gateways from coming back in step. */
  random: number;
}

export type NextStep =
  | { action: 'retry'; delayMs: number; isAlarming: boolean }
  | { action: 'split' }
  | { action: 'divert' };

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
const MAX_SETUP_DELAY_MS = 30_000;

/** Where ClickHouse needs time to recover (parts to merge, memory to free), the first pause is longer. */
const SLOW_START_MS: Readonly<Record<number, number>> = { 252: 1_000, 241: 500, 202: 250, 243: 1_000 };

/** Refusals of the whole for its size: memory, rows, bytes, time. They may pass, or never. */
const TOO_LARGE: ReadonlySet<number> = new Set([158, 159, 160, 241, 307, 396]);
/** So often the whole is tried before halves are: about 10 seconds, in which a busy ClickHouse has recovered. */
const TRIES_OF_THE_WHOLE = 5;

/**
 * Retry, split or divert, by ClickHouse's code alone. Rows are never given up for a reason that may pass, nor for one
 * that a person has to mend (a missing table): those wait in the queue. Pure.
 */
export function afterFailure({ kind, code, attempt, rows, random }: Failure): NextStep {
  if (kind === 'data') return rows > 1 ? { action: 'split' } : { action: 'divert' };
  const isTooLarge = code !== undefined && TOO_LARGE.has(code) && attempt >= TRIES_OF_THE_WHOLE;
  // One row is never given up for its size: that is a matter of settings, and a person must look.
  if (isTooLarge && rows > 1) return { action: 'split' };
  const first = (code !== undefined && SLOW_START_MS[code]) || FIRST_DELAY_MS;
  const cap = kind === 'setup' ? MAX_SETUP_DELAY_MS : MAX_DELAY_MS;
  const delay = Math.min(cap, first * 2 ** Math.min(attempt - 1, 20));
  return {
    action: 'retry',
    delayMs: Math.round(delay * (0.5 + random / 2)),
    isAlarming: kind === 'setup' || isTooLarge,
  };
}
