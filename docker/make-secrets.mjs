// Makes the passwords that the services of a compose file share, in the folder that is named, and only those that are not
// there yet. Readable for everybody who has the volume: ClickHouse and the gateway run as different users.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['clickhouse-password', 'interserver-secret'];

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node make-secrets.mjs FOLDER');
  process.exit(2);
}
for (const name of NAMES) {
  const file = path.join(folder, name);
  if (existsSync(file)) continue;
  // A start that is cut off must leave the whole secret or none; and a link, unlike a rename, replaces nobody's.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(24).toString('hex'));
  chmodSync(draft, 0o444);
  try {
    linkSync(draft, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  rmSync(draft);
}
