import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '../product/product.js';
import { historySql, refusedSql } from './history.sql.js';

const DAYS = 30;
/** Rows of one statement: small enough for the engine's memory, large enough to cost little. */
const SLICE = 1_000_000;
/** The history ends so much later than now: while it is measured, the windows shall not run empty. */
const AHEAD_SECONDS = 900;
/** One wrong field for so many events. */
const EVENTS_AN_ERROR = 100;
const SETTLE_PATIENCE_MS = 60_000;

/**
 * Brings the product to so many stored events, spread over the last 30 days, and lets ClickHouse merge what it wants to.
 * More events mean more on each day, not more days: the harder case for every window.
 */
export async function fillTo(product: Product, events: number, say: (line: string) => void): Promise<void> {
  const stored = await product.count('events');
  const missing = events - stored;
  if (missing <= 0) return;
  const toSeconds = Math.floor(Date.now() / 1000) + AHEAD_SECONDS;
  const fromSeconds = toSeconds - DAYS * 86_400;
  const slices = Math.ceil(missing / SLICE);
  const since = performance.now();
  for (let slice = 0; slice < slices; slice++) {
    const first = Math.floor((missing * slice) / slices);
    const end = Math.floor((missing * (slice + 1)) / slices);
    const at = (place: number): number => fromSeconds + ((toSeconds - fromSeconds) * place) / missing;
    await product.sql(
      historySql({
        firstNumber: stored + first,
        events: end - first,
        fromSeconds: Math.floor(at(first)),
        toSeconds: Math.floor(at(end)),
        users: events / 50,
      }),
    );
  }
  await product.sql(refusedSql(Math.floor(missing / EVENTS_AN_ERROR), fromSeconds, toSeconds - AHEAD_SECONDS));
  const seconds = (performance.now() - since) / 1000;
  say(`filled to ${events} events in ${Math.round(seconds)} s, ${Math.round(missing / seconds)} rows/s`);
  await untilMerged(product);
}

async function untilMerged(product: Product): Promise<void> {
  for (const until = Date.now() + SETTLE_PATIENCE_MS; Date.now() < until;) {
    await sleep(1_000);
    if ((await product.count('system.merges')) === 0) return;
  }
}
