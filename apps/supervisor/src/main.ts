import { ConfigError, loadSupervisorConfig } from '@argus/config';
import { ChildFailedError } from './child.js';
import { type Installation, repositoryRoot, supervise } from './supervise.js';

const say = (line: string): void => console.log(line);

function stopOnSignals(installation: Promise<Installation>): void {
  let stops = 0;
  const stop = async (): Promise<void> => {
    stops += 1;
    // Someone who presses Ctrl-C twice means it: the children end with the channel.
    if (stops > 1) process.exit(130);
    say('\n  stopping: what was acknowledged is on disk');
    const running = await installation.catch(() => undefined);
    await running?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // A supervisor that is itself a child (of a test, of a service manager) ends with its parent.
  process.on('disconnect', () => void stop());
}

/** Runs the whole product until it is told to stop. */
export async function main(): Promise<void> {
  try {
    const config = loadSupervisorConfig();
    const installation = supervise({ config, root: repositoryRoot(), elapsed: () => process.uptime(), say });
    stopOnSignals(installation);
    await installation;
  } catch (error) {
    const isExpected = error instanceof ConfigError || error instanceof ChildFailedError;
    console.error(isExpected ? `\n  Argus cannot start. ${error.message}\n` : error);
    process.exit(1);
  }
}
