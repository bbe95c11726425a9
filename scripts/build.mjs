// Compiles every workspace: TypeScript by swc, file by file (swc keeps the decorator metadata that Nest needs; types are
// `npm run check`'s affair), then the bundles by their own tools. Only what changed is compiled again, so that a
// second start costs next to nothing. Looking is synchronous: nothing else goes on meanwhile, and a quarter of the work.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './root.mjs';

export { root };

/** Folders whose `src/` is compiled file by file into `dist/`. */
function packages() {
  const found = [];
  for (const group of ['apps', 'libs']) {
    for (const name of readdirSync(path.join(root, group))) found.push(path.join(group, name));
  }
  found.push('generator', 'bench');
  return found.filter((folder) => existsSync(path.join(root, folder, 'src')));
}

const MADE = new Set(['dist', 'node_modules']);

/** The files in a folder and below it, relative to it; what is made or installed is not looked into. */
function filesIn(folder, below = '') {
  const found = [];
  for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const name = path.join(below, entry.name);
    if (entry.isFile()) found.push(name);
    else if (entry.isDirectory() && !MADE.has(entry.name)) found.push(...filesIn(folder, name));
  }
  return found;
}

function sources(folder) {
  const files = filesIn(path.join(root, folder, 'src'));
  return files.filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts') && !f.endsWith('.spec.ts')).sort();
}

function isNewer(source, target) {
  const built = statSync(target, { throwIfNoEntry: false });
  return !built || built.mtimeMs <= statSync(source).mtimeMs;
}

/** Removes what no source makes any more: a deleted file must not live on in `dist/`. */
async function prune(folder, files) {
  const dist = path.join(root, folder, 'dist');
  if (!existsSync(dist)) return;
  const wanted = new Set(files.map((f) => f.replace(/\.ts$/, '.js')));
  for (const file of filesIn(dist)) {
    const isOurs = file.endsWith('.js') && !/^(ui|browser|bundle)/.test(file);
    if (isOurs && !wanted.has(file)) {
      await rm(path.join(dist, file), { force: true });
      await rm(path.join(dist, `${file}.map`), { force: true });
    }
  }
}

async function compilePackage(folder) {
  const files = sources(folder);
  await prune(folder, files);
  const stale = [];
  for (const file of files) {
    const source = path.join(root, folder, 'src', file);
    const target = path.join(root, folder, 'dist', file.replace(/\.ts$/, '.js'));
    if (isNewer(source, target)) stale.push({ source, target });
  }
  if (stale.length === 0) return 0;
  const { transform } = await import('@swc/core');
  const options = JSON.parse(await readFile(path.join(root, '.swcrc'), 'utf8'));
  await Promise.all(
    stale.map(async ({ source, target }) => {
      const text = await readFile(source, 'utf8');
      const result = await transform(text, { ...options, swcrc: false, filename: source });
      await mkdir(path.dirname(target), { recursive: true });
      const name = path.basename(target);
      const map = result.map ? `\n//# sourceMappingURL=${name}.map\n` : '';
      if (result.map) await writeFile(`${target}.map`, result.map);
      await writeFile(target, result.code + map);
    }),
  );
  return stale.length;
}

function filesRead(folders) {
  const files = folders.flatMap((folder) => filesIn(path.join(root, folder)).map((file) => path.join(folder, file)));
  return [...files.filter((file) => !file.endsWith('.spec.ts')), 'package-lock.json'].sort();
}

/** Changes whenever a file is written; cheap to look at. */
function timesOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { mtimeMs, size } = statSync(path.join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** Changes only when what a file says does: going to another branch and back makes nothing again. */
function contentsOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${args.join(' ')} failed:\n${output}`)),
    );
  });
}

/** The gateway, and what browsers load: who makes it, what it is made of, and a file by which one sees that it was made. */
const BUNDLES = [
  {
    folder: 'apps/gateway',
    reads: ['apps/gateway', 'apps/worker', 'libs'],
    command: ['apps/gateway/bundle.mjs'],
    makes: 'dist/bundle/main.js',
  },
  {
    folder: 'dashboard',
    reads: ['dashboard', 'libs/contract/src'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    makes: 'dist/index.html',
  },
  {
    folder: 'libs/client',
    reads: ['libs/client'],
    command: ['libs/client/bundle.mjs'],
    makes: 'dist/browser/argus.js',
  },
  {
    folder: 'generator',
    reads: ['generator', 'libs/client/src'],
    command: ['generator/bundle.mjs'],
    makes: 'dist/ui/generator/index.html',
  },
];

/** Runs a bundler only when a file that it reads changed since the bundle was made. */
async function bundle({ folder, reads, command: [program, ...args], makes }) {
  const stamp = path.join(root, 'node_modules', '.cache', 'argus', `${folder.replaceAll('/', '-')}.sha256`);
  const [contentsBefore, timesBefore] = (await readFile(stamp, 'utf8').catch(() => '')).split('\n');
  const files = filesRead(reads);
  const isMade = existsSync(path.join(root, folder, makes));
  const times = timesOf(files);
  if (isMade && times === timesBefore) return 0;
  const contents = contentsOf(files);
  const isStale = !isMade || contents !== contentsBefore;
  if (isStale) await run(process.execPath, [path.join(root, program), ...args], { cwd: path.join(root, folder) });
  await mkdir(path.dirname(stamp), { recursive: true });
  // In one step: who starts beside this must not read half of it and make the bundle again.
  await writeFile(`${stamp}.${process.pid}`, `${contents}\n${times}\n`);
  await rename(`${stamp}.${process.pid}`, stamp);
  return isStale ? 1 : 0;
}

/** Builds all that is out of date; answers how many files and bundles were made. */
export async function build(report = () => {}) {
  let files = 0;
  for (const folder of packages()) files += await compilePackage(folder);
  if (files > 0) report(`compiled ${files} files`);
  let bundles = 0;
  for (const one of BUNDLES) bundles += await bundle(one);
  if (bundles > 0) report(`made ${bundles} bundle${bundles > 1 ? 's' : ''}`);
  return files + bundles;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await build((line) => console.log(line));
  if (made === 0) console.log('everything is up to date');
}
