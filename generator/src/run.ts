import { setMaxListeners } from 'node:events';
import { Deliverer, type DeliverySignals } from './delivery/deliverer.js';
import { GatewayClient } from './delivery/gateway.client.js';
import { pause } from './delivery/pause.js';
import { pump } from './delivery/pump.js';
import type { GeneratorOptions } from './options.js';
import { showProgress } from './report/progress.display.js';
import { RateMeter } from './report/rate.meter.js';
import type { Report } from './report/report.js';
import { Tally } from './report/tally.js';
import { composeTraffic, type TrafficOptions } from './traffic/compose.js';
import { inventWorld } from './world/invent.js';

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
  const batcher = composeTraffic(trafficOf(options), inventWorld(options.seed), Date.now);
  const tally = new Tally();
  const grace = new AbortController();
  const giveUp = AbortSignal.any([signals.giveUp, grace.signal]);
  setMaxListeners(0, giveUp);
  const deliverer = new Deliverer(client, tally, options.connections, { stop: signals.stop, giveUp });
  const meter = new RateMeter();
  const startMs = performance.now();
  meter.put(startMs, 0);
  const display = showProgress(process.stderr, () => {
    const nowMs = performance.now();
    meter.put(nowMs, tally.counts.sent);
    const { counts, latencies } = tally;
    const { latency } = latencies;
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

/** Of the bots, half tear through the site and half are crawlers by name. */
function trafficOf(options: GeneratorOptions): TrafficOptions {
  return { ...options, bursts: options.bots / 2, crawlers: options.bots / 2 };
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
  { counts, latencies }: Tally,
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
    latency_ms: latencies.latency,
    refused_because: refusal ?? null,
  };
}
