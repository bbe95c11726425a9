import { holdDelivery, rebuild, verify } from '@argus/clickhouse';
import { runCommand } from './maintenance/command-client.js';
import { progressBar } from './maintenance/progress-bar.js';
import { describeDifferences } from './maintenance/report.js';

const HELP = `Makes every aggregate anew from the raw events, while events go on coming.

  npm run rebuild

Delivery is held twice for a few seconds (the queue absorbs what comes); readers see the old numbers until the new ones
take their place at once. Afterwards every aggregate is compared with the raw events. Which ClickHouse: the settings of the
gateway (CLICKHOUSE_URL, CLICKHOUSE_PORT, ...). Ends with 0 when all is equal, else with 1.`;

const nowSecond = () => Math.floor(Date.now() / 1000);

if (process.argv.includes('--help')) console.log(HELP);
else {
  await runCommand(async (client) => {
    const hold = holdDelivery(client, `rebuild command ${process.pid}`);
    const bar = progressBar(process.stdout, 'raw rows');
    const started = Date.now();
    const rows = await rebuild(client, {
      nowSecond: nowSecond(),
      hold,
      onProgress: (done, total) => bar.draw(done, total),
    });
    bar.clear();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`Rebuilt every aggregate from ${rows.toLocaleString('en-US')} raw rows in ${seconds} s.`);
    const found = await verify(client, { nowSecond: nowSecond(), hold });
    console.log(describeDifferences(found));
    return found.length === 0 ? 0 : 1;
  });
}
