import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, type GatewayConfig, loadGatewayConfig } from '@argus/config';
import { type Logger, createLogger } from '@argus/telemetry';
import { Lifecycle } from './health/lifecycle.js';
import { createServer } from './server.js';

/** How long new requests are refused before the listening socket closes, so that clients see a 503 and not a reset. */
const FAREWELL_MS = 100;

async function start(config: GatewayConfig, logger: Logger): Promise<NestFastifyApplication> {
  const app = await createServer(config, logger);
  await app.listen(config.port, config.host);
  const address: unknown = app.getHttpServer().address();
  const port = typeof address === 'object' && address && 'port' in address ? Number(address.port) : config.port;
  logger.info({ host: config.host, port }, 'the gateway listens');
  process.send?.({ type: 'ready', port });
  return app;
}

function stopOnRequest(app: NestFastifyApplication, logger: Logger): void {
  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, 'the gateway stops');
    app.get(Lifecycle).stop();
    await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
    await app.close();
    logger.info('the gateway has stopped');
    process.exit(0);
  };
  const stopOrFail = (why: string) => {
    stop(why).catch((error: unknown) => {
      logger.fatal({ err: error }, 'the gateway could not stop cleanly');
      process.exit(1);
    });
  };
  process.on('SIGTERM', () => stopOrFail('SIGTERM'));
  // Under a supervisor Ctrl-C reaches the whole process group; it is the supervisor that stops us, in order.
  process.on('SIGINT', () => process.connected || stopOrFail('SIGINT'));
  process.on('disconnect', () => stopOrFail('the supervisor is gone'));
}

function fail(error: unknown, logger?: Logger): never {
  const reason = error instanceof Error ? error.message : String(error);
  const isOurs = error instanceof ConfigError || (error instanceof Error && error.name === 'FolderLockedError');
  if (logger && !isOurs) logger.fatal({ err: error }, 'the gateway cannot start');
  process.send?.({ type: 'failed', reason });
  if (!process.send) console.error(reason);
  process.exit(1);
}

try {
  const config = loadGatewayConfig();
  const logger = createLogger('gateway', config.logLevel);
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a rejection that nobody handled'));
  try {
    stopOnRequest(await start(config, logger), logger);
  } catch (error) {
    fail(error, logger);
  }
} catch (error) {
  fail(error);
}
