import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@argus/clickhouse';
import type { Circuit } from './circuit.js';
import { afterFailure } from './retry-policy.js';

const PROBE_TIMEOUT_MS = 2_000;

/**
 * Waits until it makes sense to send: at once while the circuit is closed; else until a probe is answered. Rejects with
 * the signal's reason when delivery stops.
 */
export async function untilReachable(client: ClickHouseClient, circuit: Circuit, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; circuit.state === 'open'; attempt++) {
    signal.throwIfAborted();
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    const { success } = await client.ping({ select: false, abort_signal: patience });
    if (success) return;
    const next = afterFailure({ kind: 'retry', code: undefined, attempt, rows: 1, random: Math.random() });
    if (next.action === 'retry') await sleep(next.delayMs, undefined, { signal });
  }
}
