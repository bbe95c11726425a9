// `npm test`: sets up what is missing (dependencies, build, a browser, strace and Redis), then runs every
// test. Options go to Jest: `npm test -- -t '\[C4\]'`. Ends with the plain line "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './root.mjs';
import { orExplain, setUp } from './set-up.mjs';

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(`Usage: npm test -- [options of Jest]

Sets up what is missing (dependencies, build, a browser), then runs every test; each starts the real product on ports and in
a folder of its own. Ends with the line "N passed, N failed".

  npm test -- -t '\\[C4\\]'             the tests that prove the requirement C4
  npm test -- tests/e2e/windows         the files whose path matches
  npm test -- --selectProjects unit     unit, e2e, browser or faults`);
  process.exit(0);
}
await orExplain(() => setUp());
const { ensureBrowser, installPackage } = await import('./browser.mjs');
await orExplain(async () => ensureBrowser(console.log));
if (process.platform === 'linux') {
  if (!existsSync('/usr/bin/strace')) installPackage('strace');
  if (!existsSync('/usr/bin/redis-server')) installPackage('redis-server');
}

const folder = await mkdtemp(path.join(tmpdir(), 'argus-test-'));
const report = path.join(folder, 'report.json');
const options = process.argv.slice(2);
// A test waits more than it computes: three at a time also where there are two cores, unless the caller says otherwise.
const isOrdered = options.some((option) => /^(-i|--runInBand|-w|--maxWorkers)/.test(option));
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    path.join(root, 'node_modules/jest/bin/jest.js'),
    '--json',
    `--outputFile=${report}`,
    '--testLocationInResults',
    ...(isOrdered ? [] : ['--maxWorkers=3']),
    ...options,
  ],
  // Jest writes its report for people to stderr; stdout would carry the JSON a second time.
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
const code = await new Promise((resolve) => jest.on('exit', (status, signal) => resolve(status ?? (signal ? 1 : 0))));
const counts = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
await rm(folder, { recursive: true, force: true });
if (!counts) {
  console.error('Jest ended without a report.');
  process.exit(code || 1);
}
// A test file that cannot even be loaded has no tests to count, and is a failure all the same.
const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
console.log(`${counts.numPassedTests} passed, ${failed} failed`);
process.exit(code !== 0 || failed > 0 || counts.numPassedTests === 0 ? 1 : 0);
