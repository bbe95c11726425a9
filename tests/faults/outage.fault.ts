import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EngineUnderTest } from '../kit/engine.js';
import { Product, clickHouseOf, get, waitFor, waitUntil } from '../kit/index.js';
import { ask } from './kit/clickhouse.js';
import { forget } from './kit/forget.js';
import { NumberedLoad } from './kit/load.js';
import { metric } from './kit/metrics.js';
import { INTACT, judge, judgeWhenDrained } from './kit/oracle.js';
import { TroublesomeProxy } from './kit/proxy.js';
import { note } from './kit/rounds.js';

/** Minutes in the long form. */
const OUTAGE_MS = Number(process.env['FAULT_OUTAGE_SECONDS'] ?? 6) * 1_000;
/** A busy machine may take longer to store what came meanwhile than it took to come. */
const DRAIN_MS = 60_000 + 3 * OUTAGE_MS;

const undo: (() => Promise<unknown> | undefined)[] = [];
afterEach(() => NumberedLoad.abandonAll());
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function startEngine(options: Parameters<typeof EngineUnderTest.start>[0] = {}): Promise<EngineUnderTest> {
  const engine = await EngineUnderTest.start(options);
  undo.push(() => engine.end());
  return engine;
}

async function startProduct(env: Record<string, string>): Promise<Product> {
  const product = await Product.start({ env: { THROTTLE_LIMIT: '0', INSERT_TIMEOUT_SECONDS: '3', ...env } });
  undo.push(() => product.stop());
  return product;
}

const queued = async (product: Product) =>
  (await get<{ totals: { queued: number } }>(product, '/outcomes')).body.totals.queued;

/** Frozen when it has been handed a whole insert, until that has been given up: then it does it, and what is sent again, too. */
async function frozenWithAnInsertInside(faults: string) {
  const engine = await startEngine();
  undo.push(() => engine.remove());
  const proxy = await TroublesomeProxy.start(engine.url);
  undo.push(() => proxy.stop());
  const product = await startProduct({ CLICKHOUSE_URL: proxy.url, ARGUS_FAULTS: faults, INSERT_TIMEOUT_SECONDS: '1' });
  const frozen = new Promise<void>((resolve) => {
    proxy.onHandedOver = () => {
      proxy.onHandedOver = () => undefined;
      engine.process.kill('SIGSTOP');
      resolve();
    };
  });
  const load = new NumberedLoad({ url: product.url, rate: 1_000 });
  const retries = () => metric(product.url, 'argus_insert_retries_total');
  await frozen;
  await waitUntil(retries, (now) => now > 0).finally(() => engine.process.kill('SIGCONT'));
  return judgeWhenDrained(product, await load.stop(), DRAIN_MS);
}

describe('ClickHouse away under load', () => {
  it(
    '[B1] [B6] frozen (SIGSTOP): ingestion goes on, the queue absorbs, everything arrives once',
    async () => {
      const product = await startProduct({});
      const load = new NumberedLoad({ url: product.url, rate: 10_000 });
      await load.untilAcknowledged(2_000);
      const { pid } = product.engine;
      process.kill(pid, 'SIGSTOP');
      const before = load.acknowledged.length;
      try {
        await sleep(OUTAGE_MS);
        const ready = async () => {
          const { status, body } = await get<{ status: string; clickhouse: string }>(product, '/health/ready');
          return { answered: status, ...body };
        };
        await waitFor(ready, { answered: 200, status: 'degraded', clickhouse: 'down' });
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      const during = load.acknowledged.length - before;
      const acknowledged = await load.stop();
      const verdict = await judgeWhenDrained(product, acknowledged, DRAIN_MS);
      note(
        `${during} events were acknowledged while the engine was frozen for ${OUTAGE_MS} ms; ${acknowledged.length} in all`,
      );
      expect(verdict).toEqual(INTACT);
      expect(during).toBeGreaterThan(1_000);
      expect(load.repeated).toBe(0);
    },
    OUTAGE_MS + DRAIN_MS + 180_000,
  );

  it('[B1] [B6] frozen for longer than an insert may take, with an insert inside: stored once', async () => {
    expect(await frozenWithAnInsertInside('')).toEqual(INTACT);
  }, 120_000);

  it('twin: the same, with another token on each try and without asking: stored more than once', async () => {
    const { doubled } = await frozenWithAnInsertInside('no-token,no-ask');
    expect(doubled).toBeGreaterThan(0);
  }, 120_000);

  it(
    '[A4] [B1] gone and back (a server of its own): it is not hammered meanwhile, and everything arrives once',
    async () => {
      const engine = await startEngine();
      const product = await startProduct({ CLICKHOUSE_URL: engine.url });
      const load = new NumberedLoad({ url: product.url, rate: 4_000 });
      await load.untilAcknowledged(1_000);
      await engine.end('SIGKILL');
      const isOpen = () => metric(product.url, 'argus_circuit_open');
      await waitFor(isOpen, 1);
      // Who reads looks on its own account whether it is there; what was asked before it noticed is not hammering.
      await waitFor(() => clickHouseOf(product), 'down');
      // In its place stands one that refuses everything and writes down what it was asked.
      const asked: string[] = [];
      const standIn = createServer(({ url = '' }, response) => {
        asked.push(url);
        response.writeHead(500).end();
      });
      await new Promise<void>((resolve) => standIn.listen(engine.port, '127.0.0.1', resolve));
      await waitUntil(
        () => asked.length,
        (times) => times > 0,
      );
      await sleep(OUTAGE_MS / 2);
      standIn.closeAllConnections();
      await new Promise((resolve) => standIn.close(resolve));
      note(`${asked.length} probes while it was away`);
      expect(asked.filter((url) => !url.startsWith('/ping'))).toEqual([]);
      expect(await isOpen()).toBe(1);
      expect(await queued(product)).toBeGreaterThan(0);
      const again = await startEngine({ dataDir: engine.dataDir, port: engine.port });
      const acknowledged = await load.stop();
      expect(await judgeWhenDrained(product, acknowledged, DRAIN_MS)).toEqual(INTACT);
      expect(load.repeated).toBe(0);
      expect(await isOpen()).toBe(0);
      undo.push(() => again.remove());
    },
    OUTAGE_MS + DRAIN_MS + 120_000,
  );
});

/** A batch is stored, its answer is lost, the gateway dies, and ClickHouse forgets the batch's token meanwhile. */
async function outliveTheToken(faults: string) {
  const engine = await startEngine();
  undo.push(() => engine.remove());
  const proxy = await TroublesomeProxy.start(engine.url);
  undo.push(() => proxy.stop());
  const product = await startProduct({ CLICKHOUSE_URL: proxy.url, ARGUS_FAULTS: faults });
  for (const table of ['events', 'event_counts_1m', 'page_views_15m', 'activity_hourly', 'activity_daily']) {
    await ask(engine.url, `ALTER TABLE ${table} MODIFY SETTING non_replicated_deduplication_window = 2`);
  }
  proxy.trouble = 'cut-after-storing';
  const load = new NumberedLoad({ url: product.url, perRequest: 500, connections: 1, rate: 2_000 });
  await waitUntil(
    () => proxy.made['cut-after-storing'] ?? 0,
    (made) => made > 0,
  );
  const acknowledged = await load.stop();
  await product.kill();
  // Others insert, and ours leave the window of two blocks.
  for (let n = 0; n < 6; n++) {
    await ask(
      engine.url,
      `INSERT INTO events (user_id, name, source, data) VALUES ('other-${n}', 'signup', 'other', '{}')`,
    );
  }
  await forget({ url: product.url, clickhouseUrl: engine.url }, 'other');
  proxy.trouble = 'none';
  const again = await product.again();
  undo.push(() => again.stop());
  await waitFor(() => queued(again), 0);
  return judge(again, acknowledged);
}

describe('an outage longer than the deduplication window', () => {
  it('[B1] [B10] asks what is stored instead of trusting a forgotten token', async () => {
    expect(await outliveTheToken('')).toEqual(INTACT);
  }, 120_000);

  it('twin: with the token alone, the batch is stored twice', async () => {
    const { doubled } = await outliveTheToken('no-ask');
    expect(doubled).toBeGreaterThan(0);
  }, 120_000);
});
