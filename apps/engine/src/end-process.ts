import { spawn } from 'node:child_process';

/** Looks five times a second whether the process has ended; ends it after two seconds. `$0` is its id. */
const WATCH = 'for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; kill -0 "$0" 2>/dev/null || exit 0; done; kill -9 "$0"';

/**
 * Ends this process, whatever its threads do. `process.exit` waits for Node's thread pool, and a thread that waits inside
 * of the engine or for the other end of a pipe would keep the process, its port and its folder for ever; no code of
 * ours runs any more by then, so another process has to see to it.
 */
export function endProcess(code: number): never {
  // Not from where we are: that is in the data folder, whose disk could not be unmounted for as long as it watches.
  spawn('/bin/sh', ['-c', WATCH, String(process.pid)], { cwd: '/', detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
  process.exit(code);
}
