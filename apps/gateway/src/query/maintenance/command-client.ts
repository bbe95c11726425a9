import { type ClickHouseClient, createClickHouse } from '@argus/clickhouse';
import { loadGatewayConfig } from '@argus/config';

/** Statements of maintenance may run long. */
const HOUR_MS = 3_600_000;

/** The ClickHouse that the settings name; a command's own connection. */
export function commandClient(): ClickHouseClient {
  const { clickhouse } = loadGatewayConfig();
  return createClickHouse({ ...clickhouse, requestTimeoutMs: HOUR_MS });
}

/** Runs a command: prints what went wrong in one line, sets the exit code. */
export async function runCommand(run: (client: ClickHouseClient) => Promise<number>): Promise<void> {
  let client: ClickHouseClient | undefined;
  try {
    client = commandClient();
    const alive = await client.ping();
    if (!alive.success) throw new Error('ClickHouse does not answer. Is Argus running (npm start)?');
    process.exitCode = await run(client);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await client?.close();
  }
}
