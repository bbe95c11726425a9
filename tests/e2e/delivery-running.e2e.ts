import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isStillRunning } from '../../apps/gateway/src/delivery/stored-rows.js';
import { EngineUnderTest } from '../kit/engine.js';
import { waitFor } from '../kit/index.js';

/** Longer than a busy machine needs to ask once. */
const SLOW = 'INSERT INTO slow SELECT sleepEachRow(0.5) FROM numbers(20) SETTINGS max_block_size = 1';

describe('an insert that its client has given up', () => {
  let engine: EngineUnderTest;

  beforeAll(async () => {
    engine = await EngineUnderTest.start();
  });

  afterAll(async () => {
    await engine.remove();
  });

  it('[B10] is seen by the name of its batch, also on the embedded engine, until it has ended', async () => {
    const client = engine.client();
    await client.command({ query: 'CREATE TABLE slow (n UInt8) ENGINE = MergeTree ORDER BY n' });
    const running = client.command({ query: SLOW, query_id: 'queue-1-10-20/events#1' }).catch(() => undefined);
    const other = engine.client();
    await waitFor(() => isStillRunning(other, 'queue-1-10-20'), true);
    expect(await isStillRunning(other, 'queue-1-10-2')).toBe(false);
    await other.command({ query: "KILL QUERY WHERE query_id = 'queue-1-10-20/events#1' ASYNC" });
    await running;
    await waitFor(() => isStillRunning(other, 'queue-1-10-20'), false);
    await Promise.all([client.close(), other.close()]);
  });
});
