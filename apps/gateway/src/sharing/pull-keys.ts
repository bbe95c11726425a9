import { type ClickHouseClient, ask, gatewaySettings } from '@argus/clickhouse';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { keyFileOf, readKeys, writeKeys } from '../sources/key-file.js';
import { mergedKeyRecords } from './merge-settings.js';

const PATIENCE_MS = 3_000;

/**
 * Before the keys are loaded: those that other gateways share. A new gateway that can be reached from other machines would
 * refuse to start without keys, and one that slept would let revoked keys in. Where ClickHouse does not answer, the keys
 * on disk count.
 */
export async function pullKeys(config: GatewayConfig, client: ClickHouseClient, logger: Logger): Promise<void> {
  // The embedded ClickHouse starts beside the gateway: nobody else can have told it anything since.
  if (config.clickhouse.embedded) return;
  try {
    const rows = await ask(client, gatewaySettings(), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const shared = rows.filter(({ kind, is_deleted: gone }) => kind === 'key' && !gone).map(({ value }) => value);
    if (shared.length === 0) return;
    const file = keyFileOf(config.dataDir);
    await writeKeys(file, mergedKeyRecords(readKeys(file), shared));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.info({ reason }, 'the shared keys cannot be read yet; those on disk count');
  }
}
