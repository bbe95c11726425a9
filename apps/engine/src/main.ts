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
  const config = loadEngineConfig();
  const log = createLogger('engine', config.logLevel);
  const running = EngineProcess.start(config, log);
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await running.then((engine) => engine.stop(log)).catch(() => undefined);
    endProcess(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
  // Ctrl-C reaches the whole process group; under a supervisor it is the supervisor that says when to stop.
  process.on('SIGINT', () => !process.connected && void stop());
  const { port } = await running;
  await report({ type: 'ready', port });
}

main().catch(async (error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  const { code } = error as NodeJS.ErrnoException;
  process.stderr.write(`${reason}\n`);
  await report({ type: 'failed', reason, ...(code === undefined ? {} : { code }) });
  endProcess(1);
});
