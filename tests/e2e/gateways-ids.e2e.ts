import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestAnswer } from '@argus/contract';
import { Product, RedisUnderTest, get, post, sql, untilDead, waitFor } from '../kit/index.js';
import { isReady, metric } from '../faults/kit/metrics.js';

let redis: RedisUnderTest;
let first: Product;
let second: Product;

beforeAll(async () => {
  redis = await RedisUnderTest.start();
  // Patience that outlasts a busy machine: what a gateway decides alone is no duplicate at the other.
  const env = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '10000', THROTTLE_LIMIT: '0' };
  first = await Product.start({ env });
  second = await Product.start({ env: { ...env, CLICKHOUSE_URL: first.clickhouseUrl } });
}, 120_000);
afterAll(async () => {
  await second?.stop();
  await first?.stop();
  await redis?.kill();
});

const event = (n: number, eventId?: string) => ({ user_id: `u${n}`, name: 'x', event_id: eventId, data: { n } });
const send = (product: Product, events: unknown[], headers: Record<string, string> = {}) =>
  post<IngestAnswer>(product, '/events', events, headers);
const counts = ({ body }: { body: IngestAnswer }) => [body.accepted, body.duplicates, body.rejected];
const rows = async (source: string) =>
  Number(await sql(first, `SELECT count() FROM events WHERE source = '${source}'`));

async function drained(): Promise<void> {
  for (const product of [first, second]) {
    await waitFor(async () => (await get<{ totals: { queued: number } }>(product, '/outcomes')).body.totals.queued, 0);
  }
}

describe('one event to two gateways', () => {
  it('[B10] is a duplicate at the second one, alone or among new ones', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    const source = { 'x-source': 'ids' };
    expect(counts(await send(first, [event(1, a)], source))).toEqual([1, 0, 0]);
    const again = await send(second, [event(2, b), event(1, a), event(3)], source);
    expect(counts(again)).toEqual([2, 1, 0]);
    expect(again.body.event_ids.slice(0, 2)).toEqual([b, a]);
    expect(counts(await send(first, [event(2, b.toUpperCase())], source))).toEqual([0, 1, 0]);
    expect(counts(await send(first, [event(2, b)], { 'x-source': 'other' }))).toEqual([1, 0, 0]);
    await drained();
    expect(await rows('ids')).toBe(3);
  });

  it('[B10] with an Idempotency-Key it has the same ids at both, and counts once', async () => {
    const headers = { 'x-source': 'keyed', 'idempotency-key': 'order-17' };
    const events = [event(1), event(2), event(3)];
    const one = await send(first, events, headers);
    const two = await send(second, events, headers);
    expect([counts(one), counts(two)]).toEqual([
      [3, 0, 0],
      [0, 3, 0],
    ]);
    expect(two.body.event_ids).toEqual(one.body.event_ids);
    await drained();
    expect(await rows('keyed')).toBe(3);
  });

  it('[B10] counts a conflict where the payload is another one', async () => {
    const id = randomUUID();
    await send(first, [event(1, id)], { 'x-source': 'conflict' });
    expect(counts(await send(second, [event(2, id)], { 'x-source': 'conflict' }))).toEqual([0, 1, 0]);
    const { body } = await get<{ sources: Record<string, { conflicting: number }> }>(second, '/outcomes');
    expect(body.sources['conflict']?.conflicting).toBe(1);
  });

  it('[B10] sent to both at the same moment is accepted by exactly one', async () => {
    const batches = Array.from({ length: 20 }, (_, at) => [event(at, randomUUID()), event(at + 100, randomUUID())]);
    const until202 = async (product: Product, events: unknown[]) => {
      for (;;) {
        const answer = await send(product, events, { 'x-source': 'race' });
        if (answer.status === 202) return counts(answer);
        await sleep(100);
      }
    };
    const answers = await Promise.all(batches.flatMap((events) => [until202(first, events), until202(second, events)]));
    const sum = (at: number) => answers.reduce((total, answer) => total + (answer[at] ?? 0), 0);
    expect([sum(0), sum(1)]).toEqual([40, 40]);
    await drained();
    expect(await rows('race')).toBe(40);
  });

  it('[B10] refused by the first one is not remembered by the second', async () => {
    const id = randomUUID();
    const wrong = { ...event(1, id), timestamp: 'yesterday' };
    expect((await send(first, [wrong], { 'x-source': 'wrong' })).status).toBe(400);
    expect(counts(await send(second, [event(1, id)], { 'x-source': 'wrong' }))).toEqual([1, 0, 0]);
  });
});

/** Where Redis keeps an id, as its inline commands spell it. */
const redisKey = (source: string, id: string) =>
  `"argus:id:${source}:${id.replaceAll('-', '').replaceAll(/../g, (byte) => `\\x${byte}`)}"`;

/** The id of a gateway's queue, as its batches name it. */
async function queueOf(product: Product): Promise<string> {
  const source = `queue-${randomUUID()}`;
  await send(product, [event(1)], { 'x-source': source });
  await drained();
  return sql(product, `SELECT substring(batch_id, 1, 36) FROM events WHERE source = '${source}'`);
}

describe('a gateway that dies with an event in hand', () => {
  it('[B1] [B10] the event waits for its return, and is then taken by whoever it is sent to: it was never stored', async () => {
    const queue = await queueOf(first);
    const life = (await redis.command(`GET argus:life:${queue}`)).split('\r\n')[1] ?? '';
    expect(life).toMatch(/^[0-9a-f-]{36}$/);
    const id = randomUUID();
    await redis.command(`SET ${redisKey('dead', id)} p00000000:${queue}:${life} PX 60000`);
    const { pid } = first.gateway;
    process.kill(pid, 'SIGKILL');
    await untilDead(pid);
    const refused = await send(second, [event(1, id)], { 'x-source': 'dead' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    await waitFor(() => isReady(first.url), true, 60_000);
    expect(counts(await send(second, [event(1, id)], { 'x-source': 'dead' }))).toEqual([1, 0, 0]);
    expect(counts(await send(first, [event(1, id)], { 'x-source': 'dead' }))).toEqual([0, 1, 0]);
    await drained();
    expect(await rows('dead')).toBe(1);
  }, 120_000);
});

describe('Redis away', () => {
  it('[B10] each gateway knows its own ids, and what was accepted meanwhile is shared when it is back', async () => {
    const [before, meanwhile] = [randomUUID(), randomUUID()];
    const source = { 'x-source': 'away' };
    await send(first, [event(1, before)], source);
    await redis.kill();
    await waitFor(() => metric(first.url, 'argus_redis_up'), 0);
    expect(counts(await send(first, [event(1, before), event(2, meanwhile)], source))).toEqual([1, 1, 0]);
    await redis.again();
    await waitFor(() => metric(first.url, 'argus_redis_up'), 1);
    await waitFor(() => metric(second.url, 'argus_redis_up'), 1);
    await waitFor(() => redis.command(`EXISTS ${redisKey('away', meanwhile)}`), ':1');
    expect(counts(await send(second, [event(2, meanwhile)], source))).toEqual([0, 1, 0]);
  });
});
