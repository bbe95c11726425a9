// The load generator: a process of its own, so that its work is not counted as the product's, and its share can be told.
import { endWithBench } from '../end-with-bench.js';
import type { FromLoad, ToLoad } from './load.messages.js';
import { runLoad } from './run-load.js';

let stop = new AbortController();
const say = (message: FromLoad): void => void process.send?.(message);

process.on('message', (message: ToLoad) => {
  if (message.type === 'stop') return stop.abort();
  stop = new AbortController();
  runLoad(message.plan, stop.signal).then(
    (report) => say({ type: 'report', report }),
    (error: Error) => say({ type: 'failed', reason: error.message }),
  );
});
endWithBench();
