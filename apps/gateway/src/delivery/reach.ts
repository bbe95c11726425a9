import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@argus/clickhouse';
import { withPatience } from '../storage/patience.js';
import type { Circuit } from './circuit.js';
import { afterFailure } from './retry-policy.js';

/** A busy machine was seen to need two. */
const PROBE_TIMEOUT_MS = 5_000;

/**
 * Waits until it makes sense to send: at once while the circuit is closed; else until a probe is answered. Rejects with
 * the signal's reason when delivery stops.
 */
export async function untilReachable(client: ClickHouseClient, circuit: Circuit, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; circuit.state === 'open'; attempt++) {
    signal.throwIfAborted();
    if (await isThere(client, signal)) return;
    const next = afterFailure({ kind: 'retry', code: undefined, attempt, rows: 1, random: Math.random() });
    if (next.action === 'retry') await sleep(next.delayMs, undefined, { signal });
  }
}

async function isThere(client: ClickHouseClient, stop: AbortSignal): Promise<boolean> {
  const ping = (signal: AbortSignal) => client.ping({ select: false, abort_signal: signal });
  const { success } = await withPatience(PROBE_TIMEOUT_MS, ping, stop).catch(() => ({ success: false }));
  return success;
}
