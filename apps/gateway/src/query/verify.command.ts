import { holdDelivery, verify } from '@argus/clickhouse';
import { runCommand } from './maintenance/command-client.js';
import { progressBar } from './maintenance/progress-bar.js';
import { describeDifferences } from './maintenance/report.js';

const HELP = `Compares every aggregate with the raw events and says where they differ.

  npm run verify

Reads while events go on coming; where something differs, delivery is held for a moment and it looks again. Which
ClickHouse: the settings of the gateway (CLICKHOUSE_URL, CLICKHOUSE_PORT, ...). Ends with 0 when all is equal, else with 1.`;

if (process.argv.includes('--help')) console.log(HELP);
else {
  await runCommand(async (client) => {
    const bar = progressBar(process.stdout, 'comparisons');
    const found = await verify(client, {
      nowSecond: Math.floor(Date.now() / 1000),
      hold: holdDelivery(client, `verify command ${process.pid}`),
      onProgress: (done, total) => bar.draw(done, total),
    });
    bar.clear();
    console.log(describeDifferences(found));
    return found.length === 0 ? 0 : 1;
  });
}
