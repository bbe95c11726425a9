import { ConfigError, loadSupervisorConfig } from '@argus/config';
import { ChildFailedError } from './child.js';
import { type Installation, repositoryRoot, supervise } from './supervise.js';

const say = (line: string): void => console.log(line);

/** Ends everything and then this process; the first call decides the exit code. */
function stopper(installation: Installation): (code: number) => Promise<void> {
  let isStopping = false;
  return async (code) => {
    // Someone who presses Ctrl-C twice means it: the children end with the channel.
    if (isStopping) process.exit(130);
    isStopping = true;
    await installation.stop();
    process.exit(code);
  };
}

function explain(error: unknown): void {
  const isExpected = error instanceof ConfigError || error instanceof ChildFailedError;
  console.error(isExpected ? `\n  Argus cannot start. ${error.message}\n` : error);
}

/** Runs the whole product until it is told to stop. */
export async function main(): Promise<void> {
  let installation: Installation;
  try {
    installation = supervise({
      config: loadSupervisorConfig(),
      root: repositoryRoot(),
      elapsed: () => process.uptime(),
      say,
    });
  } catch (error) {
    explain(error);
    process.exit(1);
  }
  let isAsked = false;
  const end = stopper(installation);
  const asked = (): void => {
    if (!isAsked) say('\n  stopping: what was acknowledged is on disk');
    isAsked = true;
    void end(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked);
  // A supervisor that is itself a child (of a test, of a service manager) ends with its parent.
  process.on('disconnect', asked);
  try {
    await installation.ready;
  } catch (error) {
    if (isAsked) return;
    explain(error);
    await end(1);
  }
}
