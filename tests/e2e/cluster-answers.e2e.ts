import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Product, get, sendAll, untilStored } from '../kit/index.js';
import { ClusterStandIn } from '../kit/cluster-stand-in.js';
import { TWO_SHARDS } from '../kit/two-shards.js';
import { anyEvents } from './query-arbitrary.js';
import {
  SEED,
  activeSessionsAgree,
  activeUsersAgree,
  countsAgree,
  hoursAgree,
  seriesAgrees,
  topPagesAgree,
} from './query-checks.js';
import { type SentEvent, asSent } from './query-model.js';

const PATIENCE_MS = 400_000;
/** So many lists of up to 120 events. */
const LISTS = 4;

let cluster: ClusterStandIn;
let product: Product;
let sent: SentEvent[];

async function ask<T>(path: string): Promise<T> {
  const { status, body } = await get<T>(product, path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

beforeAll(async () => {
  cluster = await ClusterStandIn.start(TWO_SHARDS);
  product = await Product.start({
    env: { CLICKHOUSE_URL: cluster.url, CLICKHOUSE_CLUSTER: '{cluster}', THROTTLE_LIMIT: '0' },
  });
  // Biased, the lists may be so short that a shard has nobody.
  sent = fc.sample(fc.noBias(anyEvents('run', Date.now() * 1000)), { numRuns: LISTS, seed: SEED }).flat();
  for (const source of new Set(sent.map((event) => event.source))) {
    const own = sent.filter((event) => event.source === source);
    await sendAll(product, own.map(asSent), source);
  }
  await untilStored(product, sent.length, PATIENCE_MS);
}, PATIENCE_MS);

afterAll(async () => {
  await product?.stop();
  await cluster?.stop();
});

/** Of everything, and of one source. */
async function both(check: (events: SentEvent[], query: string) => Promise<void>): Promise<void> {
  await check(sent, '');
  const source = sent[0]?.source ?? '';
  await check(
    sent.filter((event) => event.source === source),
    `source=${source}`,
  );
}

describe('[A4] what two shards answer equals what was sent', () => {
  it('[A4] over users of both shards, and a session on both', async () => {
    const of = async (server: string, what: string): Promise<string[]> =>
      JSON.parse(
        await cluster.engine.sql(
          `SELECT groupUniqArray(${what}) FROM ${server}.events_local WHERE ${what} != '' FORMAT JSONCompactEachRow`,
        ),
      )[0];
    const [first, second] = [await of('s1a', 'user_id'), await of('s2a', 'user_id')];
    expect(first.length).toBeGreaterThan(0);
    expect(second.length).toBeGreaterThan(0);
    expect(first.filter((user) => second.includes(user))).toEqual([]);
    const sessions = await of('s2a', 'session_id');
    expect((await of('s1a', 'session_id')).filter((session) => sessions.includes(session))).not.toEqual([]);
  });

  it('[A4] [C1] active users', () => both((events, query) => activeUsersAgree(ask, events, query)));
  it('[A4] [C2] active sessions', () => both((events, query) => activeSessionsAgree(ask, events, query)));
  it('[A4] [C3] top pages', () => both((events, query) => topPagesAgree(ask, events, query)));
  it('[A4] [C5] counts', () => both((events, query) => countsAgree(ask, events, query)));
  it('[A4] [C6] hours', () => both((events, query) => hoursAgree(ask, events, query)));

  it.each([
    ['minute', 'Asia/Kathmandu', 2 * 3600],
    ['hour', 'America/St_Johns', 43 * 86_400],
    ['day', 'Europe/Berlin', 43 * 86_400],
  ] as const)('[A4] [C7] %ss in %s', (interval, timezone, seconds) =>
    both((events, query) => seriesAgrees(ask, { events, query, interval, timezone, seconds })),
  );

  it('[A4] [D1] events in order of time, by pages, each once', async () => {
    const times: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { events: { timestamp: string }[]; next_cursor: string | null } = await ask(
        `/events?order=asc&limit=50${cursor ? `&cursor=${cursor}` : ''}`,
      );
      times.push(...page.events.map(({ timestamp }) => timestamp));
      cursor = page.next_cursor;
    }
    expect(times.map((time) => Date.parse(time))).toEqual(
      sent.map(({ us }) => Math.floor(us / 1000)).sort((a, b) => a - b),
    );
  });
});
