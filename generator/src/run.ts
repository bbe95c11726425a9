import { setMaxListeners } from 'node:events';
import { Deliverer, pause, type DeliverySignals } from './delivery/deliverer.js';
import { GatewayClient } from './delivery/gateway.client.js';
import { Schedule } from './delivery/schedule.js';
import type { GeneratorOptions } from './options.js';
import { showProgress } from './report/progress.display.js';
import { RateMeter } from './report/rate.meter.js';
import type { Report } from './report/report.js';
import { Tally } from './report/tally.js';
import { composeTraffic } from './traffic/compose.js';
import type { Batcher } from './traffic/batcher.js';

/** Behind by more than this, moments are skipped instead of made up for. */
const MOST_LAG_MS = 1_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How long answers that are still due are waited for at the end. */
const GRACE_MS = 30_000;

/** The gateway did not answer at all. */
export class UnreachableError extends Error {}

/** Sends what the options ask for until it is done or `stop` fires, and tells what came of it. */
export async function run(options: GeneratorOptions, signals: DeliverySignals): Promise<Report> {
  setMaxListeners(0, signals.stop);
  const { url, connections, key, source } = options;
  const client = new GatewayClient({ url, connections, key, source, timeoutMs: REQUEST_TIMEOUT_MS });
  try {
    await waitForGateway(client, options, signals.stop);
    return await send(options, client, signals);
  } finally {
    await client.close();
  }
}

async function send(options: GeneratorOptions, client: GatewayClient, signals: DeliverySignals): Promise<Report> {
  const batcher = composeTraffic(options, Date.now);
  const tally = new Tally();
  const grace = new AbortController();
  const giveUp = AbortSignal.any([signals.giveUp, grace.signal]);
  setMaxListeners(0, giveUp);
  const deliverer = new Deliverer(client, tally, options.connections, { stop: signals.stop, giveUp });
  const meter = new RateMeter();
  const startMs = performance.now();
  const display = showProgress(process.stderr, () => {
    const nowMs = performance.now();
    meter.put(nowMs, tally.counts.sent);
    const { counts, latency } = tally;
    const elapsedSeconds = (nowMs - startMs) / 1_000;
    return {
      counts,
      latency,
      elapsedSeconds,
      rate: meter.perSecond,
      total: options.backfill?.events,
      stopping: signals.stop.aborted,
    };
  });
  try {
    const schedule = await pump(options, batcher, deliverer, startMs, signals.stop);
    const sentMs = performance.now() - startMs;
    const timer = setTimeout(() => grace.abort(), GRACE_MS);
    await deliverer.drained();
    clearTimeout(timer);
    return report(options, tally, sentMs, schedule.givenUpMs, deliverer.refusal);
  } finally {
    display.close();
  }
}

/** The loop: whenever a request is due and a lane is free, the next one goes out. */
async function pump(
  options: GeneratorOptions,
  batcher: Batcher,
  deliverer: Deliverer,
  startMs: number,
  stop: AbortSignal,
): Promise<Schedule> {
  const { rate, batch } = options;
  const epochMs = Date.now() - performance.now();
  const endMs = startMs + (options.durationSeconds ?? Infinity) * 1_000;
  const schedule = new Schedule(
    startMs,
    rate === undefined ? 0 : (1_000 * batch) / rate,
    rate === undefined ? 0 : MOST_LAG_MS,
  );
  while (!stop.aborted && !deliverer.refusal) {
    if (schedule.dueMs >= endMs || performance.now() >= endMs + MOST_LAG_MS) break;
    await pause(schedule.dueMs - performance.now(), stop);
    await deliverer.ready();
    if (stop.aborted || deliverer.refusal) break;
    const dueMs = schedule.take(performance.now());
    if (dueMs >= endMs) break;
    const next = batcher.next(batch, epochMs + dueMs, rate === undefined ? 0 : 1_000 / rate);
    if (!next) break;
    deliverer.send(next, dueMs);
  }
  return schedule;
}

async function waitForGateway(
  client: GatewayClient,
  { url, waitSeconds }: GeneratorOptions,
  stop: AbortSignal,
): Promise<void> {
  const untilMs = performance.now() + waitSeconds * 1_000;
  for (let tries = 1; !stop.aborted; tries++) {
    const attempt = await client.probe(stop);
    if (attempt.kind === 'answered') return;
    if (performance.now() > untilMs) {
      throw new UnreachableError(`nothing answers at ${url} (${attempt.reason}); is the service running (npm start)?`);
    }
    if (tries === 1) process.stderr.write(`waiting for ${url} (${attempt.reason}) ...\n`);
    await pause(500, stop);
  }
}

function report(
  options: GeneratorOptions,
  { counts, latency }: Tally,
  sentMs: number,
  givenUpMs: number,
  refusal: string | undefined,
): Report {
  const { sent, accepted, duplicates, recovered, rejected, undelivered } = counts;
  const seconds = sentMs / 1_000;
  return {
    url: options.url,
    seed: options.seed,
    elapsed_seconds: Number(seconds.toFixed(3)),
    rate_asked: options.rate ?? null,
    rate_reached: Number((seconds > 0 ? sent / seconds : 0).toFixed(1)),
    behind_seconds: options.rate === undefined ? 0 : Number((givenUpMs / 1_000).toFixed(3)),
    events: { sent, accepted, duplicates, recovered, rejected, undelivered },
    expected: counts.expected,
    error_codes: counts.codes,
    requests: {
      sent: counts.requests,
      throttled: counts.throttledRequests,
      refused: counts.refusedRequests,
      failed: counts.failedRequests,
    },
    failures: counts.failures,
    latency_ms: latency,
    refused_because: refusal ?? null,
  };
}
