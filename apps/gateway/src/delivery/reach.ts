import type { ClickHouseClient } from '@argus/clickhouse';
import { ping } from '../storage/ping.js';
import type { Circuit } from './circuit.js';
import { untilNextTry } from './until-next-try.js';

/**
 * Waits until it makes sense to send: at once while the circuit is closed; else until a probe is answered. Rejects with
 * the signal's reason when delivery stops.
 */
export async function untilReachable(client: ClickHouseClient, circuit: Circuit, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; circuit.state === 'open'; attempt++) {
    signal.throwIfAborted();
    const isThere = await ping(client, signal).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await untilNextTry(attempt, signal);
  }
}
