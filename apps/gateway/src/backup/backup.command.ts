import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadGatewayConfig } from '@argus/config';
import { backUp, isEmpty } from './tree.copy.js';
import { whileStopped } from './stopped.js';

const HELP = `Copies everything durable of a stopped installation, with a checksum of every file.

  npm run backup -- --to FOLDER     FOLDER must be missing or empty

That is DATA_DIR: queue, event ids, ledger, keys, sources, tracking plan, and the data of the embedded ClickHouse, so that
what was acknowledged is in it exactly once. Stop Argus first; events that are sent meanwhile are refused, and senders that
retry lose nothing. With a ClickHouse server its tables are not in DATA_DIR: docs/operations.md says what to do.`;

try {
  const { values } = parseArgs({ options: { to: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) console.log(HELP);
  else {
    if (!values.to) throw new TypeError('Say where: npm run backup -- --to FOLDER');
    const to = path.resolve(values.to);
    const config = loadGatewayConfig();
    if (!path.relative(config.dataDir, to).startsWith('..')) throw new Error(`${to} lies in the data folder itself.`);
    if (!(await isEmpty(to))) throw new Error(`${to} is not empty. Give every backup a folder of its own.`);
    const { files } = await whileStopped(config, () => backUp(config.dataDir, to, Date.now()));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    console.log(`Backed up ${files.length} files, ${bytes.toLocaleString('en-US')} bytes, to ${to}.`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
