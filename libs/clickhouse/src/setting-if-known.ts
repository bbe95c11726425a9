import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';

/** A setting that is on where the server knows it: a version that does not would refuse the statement for its name. */
export async function settingIfKnown(client: ClickHouseClient, name: string): Promise<ClickHouseSettings> {
  const answer = await client.query({
    query: 'SELECT name FROM system.settings WHERE name = {name:String}',
    query_params: { name },
    format: 'JSONEachRow',
  });
  return (await answer.json()).length > 0 ? { [name]: 1 } : {};
}
