import { loadEngineConfig } from '@argus/config';
import { createLogger } from '@argus/telemetry';
import { endProcess } from './end-process.js';
import { EngineProcess } from './engine.process.js';

type Message = { type: 'ready'; port: number } | { type: 'failed'; reason: string; code?: string };

/** Tells the supervisor, where there is one. */
function report(message: Message): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send || !process.connected) return resolve();
    process.send(message, () => resolve());
  });
}

async function main(): Promise<void> {
  // A supervisor that was killed while the modules loaded closed the channel before anybody listened: without this the engine would
  // live on, and keep port and folder from the next start.
  if (process.send && !process.connected) process.exit(0);
  const config = loadEngineConfig();
  const log = createLogger('engine', config.logLevel);
  let engine: EngineProcess | undefined;
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    // Still starting, it has nothing to write out, and the next start waits for the folder.
    await engine?.stop(log).catch(() => undefined);
    endProcess(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
  // Ctrl-C reaches the whole process group; under a supervisor it is the supervisor that says when to stop.
  process.on('SIGINT', () => !process.connected && void stop());
  engine = await EngineProcess.start(config, log);
  await report({ type: 'ready', port: engine.port });
}

main().catch(async (error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  const { code } = error as NodeJS.ErrnoException;
  process.stderr.write(`${reason}\n`);
  await report({ type: 'failed', reason, ...(code === undefined ? {} : { code }) });
  endProcess(1);
});
