import type { Batcher } from '../traffic/batcher.js';
import type { Deliverer } from './deliverer.js';
import { pause } from './pause.js';
import { Schedule } from './schedule.js';

/** Behind by more than this, moments are skipped instead of made up for. */
const MOST_LAG_MS = 1_000;

export interface Pace {
  /** Events per second; undefined: as fast as they are taken. */
  rate: number | undefined;
  /** Events per request. */
  batch: number;
  durationSeconds: number | undefined;
}

/**
 * Whenever a request is due and a lane is free, the next one goes out; until there are no more, the time is over, or `stop`
 * fires. `startMs` is in the clock of `performance.now`. Answers the schedule, which knows what was skipped.
 */
export async function pump(
  { rate, batch, durationSeconds }: Pace,
  batcher: Batcher,
  deliverer: Deliverer,
  startMs: number,
  stop: AbortSignal,
): Promise<Schedule> {
  const epochMs = Date.now() - performance.now();
  const endMs = startMs + (durationSeconds ?? Infinity) * 1_000;
  const stepMs = rate === undefined ? 0 : 1_000 / rate;
  const schedule = new Schedule(startMs, stepMs * batch, rate === undefined ? 0 : MOST_LAG_MS);
  while (schedule.dueMs < endMs) {
    await pause(schedule.dueMs - performance.now(), stop);
    await deliverer.ready();
    if (stop.aborted || deliverer.refusal) break;
    const dueMs = schedule.take(performance.now());
    if (dueMs >= endMs) break;
    const next = batcher.next(batch, epochMs + dueMs, stepMs);
    if (!next) break;
    deliverer.send(next, dueMs);
  }
  return schedule;
}
