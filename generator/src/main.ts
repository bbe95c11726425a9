import { readOptions, type GeneratorOptions } from './options.js';
import { reportText } from './report/report.js';
import { run, UnreachableError } from './run.js';
import { servePages } from './ui/serve.js';

/** Sends until done, or until Ctrl-C; a second one does not wait for answers that are still due. */
async function sendEvents(options: GeneratorOptions): Promise<void> {
  const stop = new AbortController();
  const giveUp = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) giveUp.abort();
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const report = await run(options, { stop: stop.signal, giveUp: giveUp.signal });
  console.log(options.json ? JSON.stringify(report) : reportText(report));
  if (report.refused_because) console.error(`error: ${report.refused_because}`);
  process.exitCode = report.events.undelivered > 0 ? 1 : 0;
}

async function showPages({ ui, url, key = '', source = '' }: GeneratorOptions): Promise<void> {
  const pages = await servePages(ui?.port ?? 0, { gateway: url, key, source });
  console.log(
    `Generator page: ${pages.url}/generator/\nDemo page:      ${pages.url}/demo/\nEvents go to ${url}. Ctrl-C stops.`,
  );
  const close = () => {
    pages.server.close();
    pages.server.closeAllConnections();
  };
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
}

const options = readOptions(process.argv.slice(2), Date.now(), Math.floor(Math.random() * 4_294_967_296));
try {
  await (options.ui ? showPages(options) : sendEvents(options));
} catch (error) {
  const isOurs = error instanceof UnreachableError || (error instanceof Error && 'syscall' in error);
  if (!isOurs) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
