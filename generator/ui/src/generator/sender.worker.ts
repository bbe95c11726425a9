import { Deliverer } from '../../../src/delivery/deliverer.js';
import { pump } from '../../../src/delivery/pump.js';
import { Tally } from '../../../src/report/tally.js';
import { composeTraffic } from '../../../src/traffic/compose.js';
import { DIALECTS } from '../../../src/traffic/dialect.js';
import { openEventLog } from './event.log.js';
import { FetchSender } from './fetch.sender.js';
import type { Order, ToWorker, WorkerState } from './messages.js';

const REPORT_MS = 200;
const GRACE_MS = 10_000;
/** A browser opens six connections to a name; more requests than connections only wait inside of it. */
const LANES = 64;
const USERS = 1_000;

const stop = new AbortController();

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'start') void send(data.order);
  else stop.abort();
});

/** Sends one event per request at the ordered rate until told to stop. */
async function send({ gateway, origins, world, rate, seed, invalid, bursts, log }: Order): Promise<void> {
  const traffic = {
    seed,
    users: USERS,
    dialects: DIALECTS,
    invalid,
    bursts,
    crawlers: 0,
    late: 0,
    rate,
    backfill: undefined,
  };
  const giveUp = new AbortController();
  const eventLog = log ? openEventLog() : undefined;
  const sender = new FetchSender(gateway, origins, (batch, attempt) => eventLog?.put(batch, attempt));
  const tally = new Tally();
  const deliverer = new Deliverer(sender, tally, LANES, { stop: stop.signal, giveUp: giveUp.signal });
  const report = (isDone: boolean) => {
    const { counts, latencies } = tally;
    const state: WorkerState = {
      counts,
      latencies: latencies.state,
      inFlight: deliverer.inFlight,
      isDone,
      refusal: deliverer.refusal,
    };
    postMessage(state);
  };
  const timer = setInterval(() => report(false), REPORT_MS);
  const batcher = composeTraffic(traffic, world, Date.now);
  await pump({ rate, batch: 1, durationSeconds: undefined }, batcher, deliverer, performance.now(), stop.signal);
  setTimeout(() => giveUp.abort(), GRACE_MS);
  await deliverer.drained();
  clearInterval(timer);
  eventLog?.close();
  report(true);
  close();
}
