import { storageReport } from '@argus/clickhouse';
import { runCommand } from '../query/maintenance/command-client.js';
import { storageTable } from './storage.table.js';

const HELP = `Shows what every table takes on disk, for how long it is kept, and what is dropped next.

  npm run storage              a table
  npm run storage -- --json    the same as JSON (times in microseconds, "at" in seconds since the epoch)

How long: RETENTION_DAYS and ERRORS_RETENTION_DAYS, which the gateway applies when it starts. Which ClickHouse: the
settings of the gateway (CLICKHOUSE_URL, CLICKHOUSE_PORT, ...).`;

if (process.argv.includes('--help')) console.log(HELP);
else {
  await runCommand(async (client) => {
    const report = await storageReport(client);
    console.log(process.argv.includes('--json') ? JSON.stringify(report, undefined, 2) : storageTable(report));
    return 0;
  });
}
