import path from 'node:path';
import { parseArgs } from 'node:util';
import { holdDelivery } from '@argus/clickhouse';
import { type GatewayConfig, loadGatewayConfig } from '@argus/config';
import { findRunning } from './find-running.js';
import { backUpRunning } from './running.backup.js';
import { whileStopped } from './stopped.js';
import { type BackupManifest, backUp, isEmpty } from './tree.copy.js';

const HELP = `Copies everything durable of an installation, with a checksum of every file, while it runs or is stopped.

  npm run backup -- --to FOLDER     FOLDER must be missing or empty

That is DATA_DIR: queue, event ids, ledger, keys, sources, tracking plan, and the data of the embedded ClickHouse, so that
what was acknowledged is in it exactly once. Of an installation that runs it is the state of one moment, which is after
the command began: delivery is held for a few seconds, and events are taken all the time. Settings as the gateway has
them: DATA_DIR, CLICKHOUSE_PORT. With a ClickHouse server its tables are not in DATA_DIR, and Argus must be stopped:
docs/operations.md says what to do.`;

async function make(config: GatewayConfig, to: string): Promise<BackupManifest> {
  const client = await findRunning(config);
  if (!client) return whileStopped(config, () => backUp(config.dataDir, to, Date.now()));
  try {
    const hold = holdDelivery(client, `backup command ${process.pid}`);
    return await backUpRunning({ client, hold, dataDir: config.dataDir, now: Date.now }, to);
  } finally {
    await client.close();
  }
}

try {
  const { values } = parseArgs({ options: { to: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) console.log(HELP);
  else {
    if (!values.to) throw new TypeError('Say where: npm run backup -- --to FOLDER');
    const to = path.resolve(values.to);
    const config = loadGatewayConfig();
    if (!path.relative(config.dataDir, to).startsWith('..')) throw new Error(`${to} lies in the data folder itself.`);
    if (!(await isEmpty(to))) throw new Error(`${to} is not empty. Give every backup a folder of its own.`);
    const { files, made_at } = await make(config, to);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    console.log(`Backed up ${files.length} files, ${bytes.toLocaleString('en-US')} bytes, as of ${made_at}, to ${to}.`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
