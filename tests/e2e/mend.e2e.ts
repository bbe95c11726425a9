import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClickHouseClient, createClickHouse, holdDelivery, isDeliveryHeld, migrate } from '@argus/clickhouse';
import { Mender } from '../../apps/gateway/src/delivery/mend/mender.js';
import { EngineUnderTest } from '../kit/engine.js';

let engine: EngineUnderTest;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await EngineUnderTest.start();
  client = createClickHouse({ url: engine.url });
  await migrate(client);
});
afterAll(async () => {
  await client?.close();
  await engine?.remove();
});

/** Three events of a batch, of which the counts know nothing. */
beforeEach(async () => {
  await engine.sql('TRUNCATE TABLE events');
  await engine.sql(
    "INSERT INTO events (user_id, name, sequence) SELECT toString(number), 'seen', number + 1 FROM numbers(3)",
  );
  await engine.sql('TRUNCATE TABLE event_counts_1m');
});

const counted = async () => Number(await engine.sql('SELECT sum(events) FROM event_counts_1m'));

/** Two gateways mend the same batch at once. Answers how often a statement of one ran beside one of the other. */
async function mendTwice(off: string) {
  const quiet = { warn: () => {} } as never;
  let running = 0;
  let together = 0;
  let isHeld = true;
  const watched = new Proxy(client, {
    get: (target, name) => {
      if (name !== 'command') return Reflect.get(target, name).bind(target) as unknown;
      return async (given: Parameters<ClickHouseClient['command']>[0]) => {
        const isMend = given.query.startsWith('INSERT INTO') && !given.query.includes('delivery_holds');
        if (!isMend) return target.command(given);
        isHeld &&= await isDeliveryHeld(client);
        if (++running > 1) together++;
        // The statements are short; a busy server takes longer.
        await sleep(100);
        return target.command(given).finally(() => running--);
      };
    },
  });
  const gateway = () =>
    new Mender(watched, quiet, {
      isEmbedded: false,
      gate: { whenClear: () => Promise.resolve(true) },
      hold: holdDelivery(client, 'mend'),
      isOff: (protection) => protection === off,
    });
  const signal = new AbortController().signal;
  await Promise.all(['a', 'b'].map((name) => gateway().mend(name, { first: 1, last: 3 }, ['events'], signal)));
  return { together, isHeld };
}

describe('two gateways that mend the same aggregates', () => {
  it('[C7] do it one after the other, while every gateway is held still', async () => {
    expect(await mendTwice('')).toEqual({ together: 0, isHeld: true });
    expect(await counted()).toBe(3);
  }, 60_000);

  it('twin: without the hold they do it at the same moment', async () => {
    const { together, isHeld } = await mendTwice('hold');
    expect(together).toBeGreaterThan(0);
    expect(isHeld).toBe(false);
  }, 60_000);
});
