import type { ClickHouseClient } from '@clickhouse/client';
import type { Question } from './question.js';

/** One setting that gateways share: its value is JSON; where it was taken away, the last one. */
export interface GatewaySettingRow {
  kind: string;
  name: string;
  value: string;
  is_deleted: boolean;
}

/** All that gateways share, as it was set last. */
export const gatewaySettings = (): Question<GatewaySettingRow> => ({
  name: 'gateway_settings',
  sql: `
    SELECT kind, name, argMax(value, version) AS value, argMax(is_deleted, version) AS is_deleted
    FROM gateway_settings GROUP BY kind, name`,
  params: {},
});

/** Tells the other gateways; the last one to say something counts, by ClickHouse's clock. */
export async function putGatewaySettings(
  client: ClickHouseClient,
  values: readonly GatewaySettingRow[],
): Promise<void> {
  await client.insert({ table: 'gateway_settings', values, format: 'JSONEachRow' });
}
