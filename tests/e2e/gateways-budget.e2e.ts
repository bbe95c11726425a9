import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, RedisUnderTest, get, post, waitFor } from '../kit/index.js';
import { metric } from '../faults/kit/metrics.js';

let redis: RedisUnderTest;
let first: Product;
let second: Product;

beforeAll(async () => {
  redis = await RedisUnderTest.start();
  // A period that outlasts the test: the budget is spent once and stays so. Patience that outlasts a busy machine.
  const env = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '10000', THROTTLE_LIMIT: '100', THROTTLE_TTL: '600' };
  first = await Product.start({ env });
  second = await Product.start({ env: { ...env, CLICKHOUSE_URL: first.clickhouseUrl } });
}, 120_000);
afterAll(async () => {
  await second?.stop();
  await first?.stop();
  await redis?.kill();
});

const send = async (product: Product, count: number, source: string) => {
  const events = Array.from({ length: count }, () => ({ user_id: 'u', name: 'x' }));
  const { status, headers } = await post(product, '/events', events, { 'x-source': source });
  return { status, remaining: Number(headers.get('x-ratelimit-remaining')), wait: headers.get('retry-after') };
};
const isUp = (product: Product) => metric(product.url, 'argus_redis_up');
describe('one budget for two gateways', () => {
  it('[B5] counts the events of both, lets one batch overdraw, and refuses at both', async () => {
    expect(await send(first, 60, 'shared')).toMatchObject({ status: 202, remaining: 40 });
    expect(await send(second, 30, 'shared')).toMatchObject({ status: 202, remaining: 10 });
    expect(await send(first, 50, 'shared')).toMatchObject({ status: 202, remaining: 0 });
    const refused = [await send(second, 1, 'shared'), await send(first, 1, 'shared')];
    expect(refused.map(({ status }) => status)).toEqual([429, 429]);
    for (const { wait } of refused) expect(Number(wait)).toBeGreaterThan(400);
  });

  it('[B5] lets through exactly so many of many requests at once, whichever gateway they reach', async () => {
    const crowd = Array.from({ length: 120 }, (_, at) => send(at % 2 === 0 ? first : second, 3, 'crowd'));
    const answers = await Promise.all(crowd);
    const taken = answers.filter(({ status }) => status === 202).length;
    // 33 requests of 3 leave one event of the budget, which the 34th overdraws.
    expect([taken, answers.length - taken]).toEqual([34, answers.filter(({ status }) => status === 429).length]);
    await waitFor(() => redis.command('GET "argus:budget:600000:source crowd"'), '$3\r\n102');
  });

  it('[B5] goes on with a budget for each gateway while Redis is killed or frozen, and shares again when it is back', async () => {
    await redis.kill();
    await waitFor(() => isUp(first), 0);
    expect([await send(first, 100, 'alone'), await send(second, 100, 'alone')]).toMatchObject([
      { status: 202, remaining: 0 },
      { status: 202, remaining: 0 },
    ]);
    expect((await send(first, 1, 'alone')).status).toBe(429);
    expect(await metric(first.url, 'argus_redis_failures_total', 'what="budget"')).toBeGreaterThan(0);

    await redis.again();
    await waitFor(async () => [await isUp(first), await isUp(second)], [1, 1]);
    expect(await send(first, 60, 'again')).toMatchObject({ status: 202, remaining: 40 });
    expect(await send(second, 30, 'again')).toMatchObject({ status: 202, remaining: 10 });

    process.kill(redis.pid, 'SIGSTOP');
    try {
      expect(await send(first, 100, 'frozen')).toMatchObject({ status: 202, remaining: 0 });
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    // Nobody sends it anything meanwhile.
    await waitFor(() => isUp(first), 1);
    expect(await send(second, 1, 'again')).toMatchObject({ status: 202, remaining: 9 });
    expect(await send(first, 1, 'again')).toMatchObject({ status: 202, remaining: 8 });
    const said = first.output.split('\n').filter((line) => line.includes('Redis is away'));
    expect(said).toHaveLength(2);
  });

  it('[B5] refuses nothing for reading, and the outcomes of each gateway add up', async () => {
    for (const product of [first, second]) {
      const { body } = await get<{ adds_up: boolean }>(product, '/outcomes');
      expect(body.adds_up).toBe(true);
    }
  });
});
