import { readOptions } from './options.js';
import { reportText } from './report/report.js';
import { run, UnreachableError } from './run.js';

const options = readOptions(process.argv.slice(2), Date.now(), Math.floor(Math.random() * 4_294_967_296));
const stop = new AbortController();
const giveUp = new AbortController();

function onSignal(): void {
  if (stop.signal.aborted) giveUp.abort();
  stop.abort();
}
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

try {
  const report = await run(options, { stop: stop.signal, giveUp: giveUp.signal });
  console.log(options.json ? JSON.stringify(report) : reportText(report));
  if (report.refused_because) console.error(`error: ${report.refused_because}`);
  process.exitCode = report.events.undelivered > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof UnreachableError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
