// Brings a checkout into a state in which it can run: the right Node.js, the dependencies of the lockfile, a build that
// is up to date. Uses nothing but Node itself, since it is what installs the rest.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './root.mjs';

const NEEDED = [20, 19, 0];

/** Ends the process with a clear message when this Node.js is too old. */
export function requireNode() {
  const version = process.versions.node.split('.').map(Number);
  const isOld = NEEDED.some((part, i) => version[i] < part && NEEDED.slice(0, i).every((p, j) => version[j] === p));
  if (!isOld) return;
  console.error(`Argus needs Node.js ${NEEDED.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Whether node_modules holds what the lockfile names (npm keeps its own account of what it installed). */
async function isInstalled() {
  const account = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(account)) return false;
  const [wanted, present] = await Promise.all(
    [path.join(root, 'package-lock.json'), account].map(
      async (file) => JSON.parse(await readFile(file, 'utf8')).packages,
    ),
  );
  return Object.entries(wanted).every(
    ([name, { version, optional, link }]) =>
      !name.includes('node_modules/') || link || optional || present[name]?.version === version,
  );
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli ? [process.execPath, [cli]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args.join(' ')} failed:\n${output}`)),
    );
  });
}

/** Tells every few seconds that a long step still goes on. */
async function withPatience(line, work) {
  console.log(line);
  const since = Date.now();
  const timer = setInterval(() => console.log(`    ... ${Math.round((Date.now() - since) / 1000)} s`), 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** A bare checkout gets exactly the lockfile; one that has packages already is brought up to it, not emptied first. */
function install() {
  const isBare = !existsSync(path.join(root, 'node_modules'));
  const line = '  installing dependencies (once; a real ClickHouse is among them, about 550 MB)';
  return withPatience(line, () => npm(isBare ? ['ci'] : ['install', '--no-save']));
}

/**
 * The embedded ClickHouse comes as one package per platform, of which npm installs what the lockfile names: that is the
 * platform on which the lockfile was made. On another one its package is fetched by name.
 */
async function installEngine() {
  const chdb = path.join(root, 'node_modules', 'chdb', 'package.json');
  const { optionalDependencies = {} } = JSON.parse(await readFile(chdb, 'utf8'));
  const ours = Object.keys(optionalDependencies).find((name) => name.includes(`${process.platform}-${process.arch}`));
  if (!ours || existsSync(path.join(root, 'node_modules', ours))) return;
  const wanted = `${ours}@${optionalDependencies[ours]}`;
  await withPatience(`  installing ${wanted}`, () => npm(['install', '--no-save', wanted]));
}

/** Installs and builds what is missing; says what it does only where there is something to do. */
export async function setUp({ quiet = false } = {}) {
  requireNode();
  if (!(await isInstalled())) await install();
  await installEngine();
  const { build } = await import('./build.mjs');
  return build((line) => quiet || console.log(`  ${line}`));
}

/** Runs `work`; a failure ends the process with its message alone. */
export async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}
