import { bench, tidyUp } from './bench.js';
import { readOptions } from './options.js';
import { write } from './report/report.js';

const options = readOptions(process.argv.slice(2));
if (process.platform !== 'linux') {
  console.error('The bench reads processor time and memory from /proc, which only Linux has.');
  process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void tidyUp().finally(() => process.exit(130)));
}
const report = await bench(options).finally(tidyUp);
console.log(`\nwritten to ${await write(report)}`);
process.exitCode = report.scenarios.some(({ failure }) => failure) ? 1 : 0;
