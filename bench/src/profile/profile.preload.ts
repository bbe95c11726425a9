// Loaded into each process of the product by `--profile`: records where the main thread spends its time, and writes that
// at the end of the process, for the browser's developer tools. (Node's own `--cpu-prof` cannot be passed on to children.)
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env['ARGUS_BENCH_PROFILE'];
const name = /apps[/\\](\w+)[/\\]/.exec(process.argv[1] ?? '')?.[1];

if (folder !== undefined && name !== undefined && isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.on('exit', () => {
    session.post('Profiler.stop', (error, result) => {
      if (error) return;
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, `${name}-${process.pid}.cpuprofile`), JSON.stringify(result.profile));
    });
  });
}
