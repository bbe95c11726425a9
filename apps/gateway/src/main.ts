import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Stopping, stopOnRequest } from './stopping.js';

// Told to stop while the rest is still being loaded, there is nothing to wait for; and Ctrl-C must not end us before
// the supervisor says so. So this stands before everything that takes time.
const stopping: Stopping = stopOnRequest();

const { ConfigError, loadGatewayConfig } = await import('@argus/config');
const { createLogger } = await import('@argus/telemetry');
const { createServer } = await import('./server.js');
type GatewayConfig = ReturnType<typeof loadGatewayConfig>;
type Logger = ReturnType<typeof createLogger>;

async function start(config: GatewayConfig, logger: Logger): Promise<NestFastifyApplication> {
  const app = await createServer(config, logger);
  // Whoever opens thousands of connections at once must not fill the kernel's queue, where others then wait for a second.
  await app.listen({ port: config.port, host: config.host, backlog: 4_096 });
  const address: unknown = app.getHttpServer().address();
  const port = typeof address === 'object' && address && 'port' in address ? Number(address.port) : config.port;
  logger.info({ host: config.host, port }, 'the gateway listens');
  process.send?.({ type: 'ready', port });
  return app;
}

function fail(error: unknown, logger?: Logger): never {
  const reason = error instanceof Error ? error.message : String(error);
  const isOurs = error instanceof ConfigError || (error instanceof Error && error.name === 'FolderLockedError');
  if (logger && !isOurs) logger.fatal({ err: error }, 'the gateway cannot start');
  // The system's own code: a full disk is no mistake, and the supervisor tries again.
  process.send?.({ type: 'failed', reason, code: (error as NodeJS.ErrnoException).code });
  if (!process.send) console.error(reason);
  process.exit(1);
}

let logger: Logger | undefined;
try {
  const config = loadGatewayConfig();
  const log = createLogger('gateway', config.logLevel);
  logger = log;
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection that nobody handled'));
  stopping.of(await start(config, log), log);
} catch (error) {
  fail(error, logger);
}
