import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { Product, get, sendAll, untilStored, waitFor } from '../kit/index.js';
import { anyEvents } from './query-arbitrary.js';
import {
  activeSessionsAgree,
  activeUsersAgree,
  countsAgree,
  hoursAgree,
  seriesAgrees,
  topPagesAgree,
} from './query-checks.js';
import { type SentEvent, asSent } from './query-model.js';

interface Overview {
  pipeline: { queued_events: number };
}

let product: Product;
/** Everything that was ever sent: runs share the product, each with sources of its own. */
const sent: SentEvent[] = [];
let runs = 0;

beforeAll(async () => {
  product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
});

afterAll(async () => {
  await product?.stop();
});

async function ask<T>(path: string): Promise<T> {
  const { status, body } = await get<T>(product, path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Sends in the order given, neighbours of one source together, and waits until all is stored. */
async function send(events: SentEvent[]): Promise<void> {
  for (let from = 0; from < events.length;) {
    const { source } = events[from]!;
    let to = from + 1;
    while (to < events.length && to - from < 7 && events[to]?.source === source) to++;
    await sendAll(product, events.slice(from, to).map(asSent), source);
    from = to;
  }
  sent.push(...events);
  await untilStored(product, sent.length);
  // The views of an insert follow its raw rows: all of it is there once nothing waits any more.
  await waitFor(async () => (await ask<Overview>('/analytics/overview')).pipeline.queued_events, 0);
}

/** Checks new events alone, those of one of their sources and, unless that is too slow, everything that was ever sent. */
async function withNewEvents(
  check: (events: SentEvent[], query: string) => Promise<void>,
  { everything = true, numRuns = 4 } = {},
): Promise<void> {
  const prefix = `run${runs++}`;
  const all = anyEvents(prefix, Date.now() * 1000);
  await fc.assert(
    fc.asyncProperty(all, async (events) => {
      const attempt = events.map((event) => ({ ...event, source: `${event.source}-${runs}` }));
      runs++;
      await send(attempt);
      const own = [...new Set(attempt.map(({ source }) => source))];
      if (everything) await check(sent, '');
      await check(attempt, `source=${own.join(',')}`);
      const first = own[0]!;
      await check(
        attempt.filter(({ source }) => source === first),
        `source=${first}`,
      );
    }),
    { numRuns, endOnFailure: true },
  );
}

/** Recomputing a series takes the wall clock's text of every event. */
const SERIES = { everything: false, numRuns: 3 };

describe('rolling windows equal what was sent', () => {
  it('[C1] [B9] counts active users of the last 5 minutes over all sources together', async () => {
    await withNewEvents((events, query) => activeUsersAgree(ask, events, query));
  });

  it('[C2] counts active sessions of a user, and the users with most', async () => {
    await withNewEvents((events, query) => activeSessionsAgree(ask, events, query));
  });

  it('[C3] [C4] counts views per URL over the last 15 minutes', async () => {
    await withNewEvents((events, query) => topPagesAgree(ask, events, query));
  });
});

describe('statistics equal what was sent', () => {
  it('[C5] counts events of a type, and by type, between two instants or days', async () => {
    await withNewEvents((events, query) => countsAgree(ask, events, query));
  });

  it('[C6] answers clicks, impressions and their users of any hour', async () => {
    await withNewEvents((events, query) => hoursAgree(ask, events, query));
  });

  it.each([
    ['minute', 'UTC', 3 * 3600],
    ['minute', 'Asia/Kathmandu', 2 * 3600],
    ['hour', 'UTC', 3 * 86_400],
    ['hour', 'Asia/Kolkata', 30 * 86_400],
    ['hour', 'America/St_Johns', 43 * 86_400],
    ['day', 'UTC', 31 * 86_400],
    ['day', 'Europe/Berlin', 43 * 86_400],
    ['day', 'America/New_York', 43 * 86_400],
    ['day', 'Australia/Lord_Howe', 43 * 86_400],
  ] as const)('[C7] draws %ss in %s', async (interval, timezone, seconds) => {
    await withNewEvents((events, query) => seriesAgrees(ask, { events, query, interval, timezone, seconds }), SERIES);
  });
});
