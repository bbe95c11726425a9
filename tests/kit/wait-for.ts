import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** Twice the dashboard's own refresh: who asked it a moment too early sees the next one. */
export const PATIENCE_MS = 60_000;
const POLL_MS = 40;

/** Asks until the answer is deeply equal to `expected`; throws with the last answer when it never is. */
export async function waitFor<T>(ask: () => Promise<T> | T, expected: T, patienceMs = PATIENCE_MS): Promise<T> {
  return waitUntil(
    ask,
    (answer) => isDeepStrictEqual(answer, expected),
    patienceMs,
    `to be ${JSON.stringify(expected)}`,
  );
}

/** Asks until `isDone`; throws with the last answer (or error) when that never happens. */
export async function waitUntil<T>(
  ask: () => Promise<T> | T,
  isDone: (answer: T) => boolean,
  patienceMs = PATIENCE_MS,
  what = 'to be done',
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const last = await Promise.resolve()
      .then(ask)
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    if ('value' in last && isDone(last.value)) return last.value;
    if (Date.now() > until) {
      const seen = 'value' in last ? JSON.stringify(last.value) : String(last.error);
      throw new Error(`waited ${patienceMs} ms for an answer ${what}; the last one was ${seen?.slice(0, 2000)}`);
    }
    await sleep(POLL_MS);
  }
}
