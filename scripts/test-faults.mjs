// `npm run test:faults`: the long form of the fault tests, one after another, with every round and count printed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './root.mjs';

const HELP = `Runs the fault tests in their long form: the real product under load, killed, frozen, starved and damaged; afterwards
every acknowledged event must be stored exactly once and every aggregate must equal the raw events.

  npm run test:faults                                  100 rounds of each kind of kill
  npm run test:faults -- --rounds 20 --minutes 5       fewer, and no new round after so many minutes in one test
  npm run test:faults -- --only kill                   the files whose name holds this word
  npm run test:faults -- --outage 300                  seconds for which ClickHouse is away (default 120)
  npm run test:faults -- --seed 42                     the same random moments again

The short form of the same tests is a part of "npm test".`;

let options;
try {
  const text = { type: 'string' };
  ({ values: options } = parseArgs({
    options: { rounds: text, minutes: text, outage: text, seed: text, only: text, help: { type: 'boolean' } },
  }));
} catch (error) {
  console.error(`${error.message}\n\n${HELP}`);
  process.exit(2);
}
if (options.help) {
  console.log(HELP);
  process.exit(0);
}

const env = {
  ...process.env,
  FAULT_ROUNDS: options.rounds ?? '100',
  FAULT_MINUTES: options.minutes ?? '60',
  FAULT_OUTAGE_SECONDS: options.outage ?? '120',
  ...(options.seed ? { FAULT_SEED: options.seed } : {}),
};
const jest = ['--selectProjects', 'faults', '--runInBand'];
if (options.only) jest.push('--testPathPatterns', `tests/faults/.*${options.only}`);
const tests = spawn(process.execPath, [path.join(root, 'scripts/test.mjs'), ...jest], { stdio: 'inherit', env });
tests.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
