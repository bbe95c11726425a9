import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadGatewayConfig } from '@argus/config';
import { isEmpty, restoreTree } from './tree.copy.js';

const HELP = `Puts a backup into DATA_DIR, which must be missing or empty, and checks every file.

  DATA_DIR=/var/lib/argus npm run restore -- --from FOLDER

Afterwards: npm start, and npm run verify. A file that is not what was backed up ends it with 1, and leaves DATA_DIR empty.`;

try {
  const { values } = parseArgs({ options: { from: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) console.log(HELP);
  else {
    if (!values.from) throw new TypeError('Say from where: npm run restore -- --from FOLDER');
    const { dataDir } = loadGatewayConfig();
    if (!(await isEmpty(dataDir))) throw new Error(`${dataDir} is not empty. Set DATA_DIR to a new folder.`);
    try {
      const { made_at, files } = await restoreTree(path.resolve(values.from), dataDir);
      console.log(`Restored ${files.length} files of ${made_at} into ${dataDir}. Next: npm start, npm run verify.`);
    } catch (error) {
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
