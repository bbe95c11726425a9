// `npm run check`: format, lint, types, import directions, dead code. Runs all of them, as many at once as there are cores
// (most use one), and shows what failed.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root } from './root.mjs';
import { orExplain, setUp } from './set-up.mjs';

/** TypeScript 7 takes a quarter of the time. It has no interface for programs, so that vue-tsc and others stay with 6. */
const CHECKS = [
  ['format', 'oxfmt/bin/oxfmt', ['--check']],
  ['lint', 'oxlint/bin/oxlint', ['--deny-warnings']],
  ['types', 'typescript-7/bin/tsc', ['-p', 'tsconfig.json']],
  ['types of the client', 'typescript-7/bin/tsc', ['-p', 'libs/client/tsconfig.json', '--noEmit']],
  ['types of the generator pages', 'typescript-7/bin/tsc', ['-p', 'generator/ui/tsconfig.json', '--noEmit']],
  ['types of the dashboard', 'vue-tsc/bin/vue-tsc.js', ['--noEmit', '-p', 'dashboard/tsconfig.json']],
  [
    'import directions',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.mjs', 'apps', 'libs', 'generator/src', 'bench/src', 'dashboard/src'],
  ],
  ['dead code', 'knip/bin/knip.js', []],
];

if (process.argv.includes('--help')) {
  console.log(`npm run check: ${CHECKS.map(([name]) => name).join(', ')}`);
  process.exit(0);
}

function run([name, script, args]) {
  return new Promise((resolve) => {
    const file = path.join(root, 'node_modules', script);
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('exit', (code) => {
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

await orExplain(() => setUp({ quiet: true }));
const waiting = [...CHECKS];
let areAllGood = true;
async function runAll() {
  for (let check = waiting.shift(); check; check = waiting.shift()) areAllGood = (await run(check)) && areAllGood;
}
await Promise.all(Array.from({ length: availableParallelism() }, runAll));
process.exit(areAllGood ? 0 : 1);
