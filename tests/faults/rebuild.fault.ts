import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Product, runCommand, settingsOf, sql, waitUntil } from '../kit/index.js';
import { NumberedLoad } from './kit/load.js';
import { INTACT, judge, judgeWhenDrained, storedEvents, untilDrained } from './kit/oracle.js';
import { effort, note } from './kit/rounds.js';
import { StatementTap } from './kit/statement-tap.js';

/** When it dies: once ClickHouse has carried out the first statement that looks so. */
const HALF_WAY = [
  ['with the raw rows half read', /^INSERT INTO \w+_rebuild\b/],
  ['with one aggregate exchanged and the others not', /^EXCHANGE TABLES/],
] as const;
const EARLIER = [
  ['as soon as it holds delivery', /^INSERT INTO delivery_holds/],
  ['with one of the new views made', /^CREATE MATERIALIZED VIEW/],
  ['in the middle of the snapshot', /ATTACH PARTITION/],
] as const;
const MOMENTS = effort().rounds > 3 ? [...EARLIER, ...HALF_WAY] : HALF_WAY;

let product: Product | undefined;
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

const leftOver = async (of: Product) =>
  Number(await sql(of, "SELECT count() FROM system.tables WHERE database = 'default' AND name LIKE '%\\_rebuild'"));

/** `npm run rebuild`, killed at a statement; answers how many tables it has left behind. */
async function rebuildAndDie(running: Product, moment: RegExp): Promise<number> {
  let kill = () => {};
  const tap = await StatementTap.start(running.clickhouseUrl, moment, () => kill());
  const { PATH, HOME } = process.env;
  const command = spawn(process.execPath, ['scripts/command.mjs', 'rebuild'], {
    env: { PATH, HOME, NODE_ENV: 'test', ...settingsOf(running), CLICKHOUSE_PORT: String(tap.port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  kill = () => void command.kill('SIGKILL');
  try {
    expect(await once(command, 'exit')).toEqual([null, 'SIGKILL']);
    return await leftOver(running);
  } finally {
    await tap.stop();
  }
}

describe('a rebuild that is killed half-way, while events go on coming', () => {
  it('[C7] leaves delivery and every aggregate as they were; the next one finishes', async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
    const running = product;
    const load = new NumberedLoad({ url: running.url, rate: 500 });
    await load.untilAcknowledged(2_000);
    await waitUntil(
      () => storedEvents(running),
      (stored) => stored > 1_000,
    );
    for (const [when, moment] of MOMENTS) {
      const left = await rebuildAndDie(running, moment);
      const taken = load.acknowledged.length;
      // Nobody but the dead one ends its hold: it must end by itself.
      await waitUntil(
        () => storedEvents(running),
        (stored) => stored >= taken,
        120_000,
      );
      note(`killed ${when}: ${left} tables left behind`);
      if (moment.source !== EARLIER[0][1].source) expect(left).toBeGreaterThan(0);
    }
    const earlier = await load.stop();
    expect(load.repeated).toBe(0);
    expect(await judgeWhenDrained(running, earlier)).toEqual(INTACT);

    await sql(running, "INSERT INTO event_counts_1m VALUES (now(), 'x', '', 'made up', 7)");
    const later = new NumberedLoad({ url: running.url, rate: 500 });
    const rebuilt = await runCommand(settingsOf(running), 'rebuild');
    const acknowledged = [...earlier, ...(await later.stop())];
    expect(rebuilt.output).toContain('Every aggregate equals the raw events.');
    expect(rebuilt.code).toBe(0);
    expect(await leftOver(running)).toBe(0);
    await untilDrained(running);
    expect(await runCommand(settingsOf(running), 'verify')).toMatchObject({ code: 0 });
    note(`${acknowledged.length} events, ${acknowledged.length - earlier.length} of them during the last rebuild`);
    expect(await judge(running, acknowledged)).toEqual(INTACT);
  }, 900_000);

  it('twin: with a hold that does not end when its holder has died, delivery stands still', async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
    const running = product;
    await sql(running, "INSERT INTO delivery_holds (holder, until) SELECT 'dead', now64(3) + toIntervalHour(1)");
    const load = new NumberedLoad({ url: running.url, rate: 1_000 });
    await load.untilAcknowledged(1_000);
    await load.stop();
    await expect(untilDrained(running, 8_000)).rejects.toThrow('queued');
    expect(await storedEvents(running)).toBe(0);
  }, 180_000);
});
