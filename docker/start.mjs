// What the image runs: `gateway` (the default), or one of the commands that `npm run` knows: `docker compose exec gateway
// argus keys list`. Says in plain words what would otherwise be a stack trace: a folder that this user cannot write, a
// ClickHouse that nobody named, an address that is open to others without keys.
import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { COMMANDS } from '../scripts/commands.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GATEWAY = 'apps/gateway/dist/bundle/main.js';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

/**
 * Inside of a container the gateway listens on every address; who can reach it is decided by where its port is
 * published, which compose says in ARGUS_BIND. On loopback it is as open as `npm start`; elsewhere, or where nobody says,
 * it insists on keys. ALLOW_NO_KEYS, where it is given, decides.
 */
function openOnLoopback(env) {
  if (!env.ALLOW_NO_KEYS && LOOPBACK.test(env.ARGUS_BIND ?? '')) env.ALLOW_NO_KEYS = '1';
}

async function needDataFolder(folder) {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const who = `${process.getuid?.()}:${process.getgid?.()}`;
    fail(
      `DATA_DIR: ${folder} cannot be written by the user ${who} (${error.message}). ` +
        `Use a named volume, or make the folder theirs: chown -R ${who} on the host.`,
    );
  }
}

const [name = 'gateway', ...options] = process.argv.slice(2);
const script = name === 'gateway' ? GATEWAY : COMMANDS[name];
if (!script || name === 'bench') {
  const known = ['gateway', ...Object.keys(COMMANDS).filter((command) => command !== 'bench')];
  console.error(`There is no command "${name}". There are: ${known.join(', ')}.`);
  process.exit(2);
}
if (name === 'gateway') {
  if (!process.env.CLICKHOUSE_URL) {
    fail('CLICKHOUSE_URL: the image has no ClickHouse of its own; name a server, such as http://clickhouse:8123.');
  }
  openOnLoopback(process.env);
  await needDataFolder(path.resolve(process.env.DATA_DIR ?? './data'));
}
const file = path.join(ROOT, script);
// The commands read their options from here, and the process list shows what runs.
process.argv = [process.argv[0], file, ...options];
await import(pathToFileURL(file).href);
