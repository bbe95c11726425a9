import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '@argus/telemetry';
import { Lifecycle } from './health/lifecycle.js';

/** How long new requests are refused before the listening socket closes, so that clients see a 503 and not a reset. */
const FAREWELL_MS = 100;

/** Knows what to stop once there is something. */
export interface Stopping {
  of(app: NestFastifyApplication, logger: Logger): void;
}

async function close(app: NestFastifyApplication, logger: Logger, why: string): Promise<void> {
  logger.info({ why }, 'the gateway stops');
  app.get(Lifecycle).stop();
  await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
  await app.close();
  logger.info('the gateway has stopped');
}

/**
 * Ends the process in order on SIGTERM, when the supervisor is gone, and on Ctrl-C where there is no supervisor (under
 * one, Ctrl-C reaches the whole process group, and it is the supervisor that stops us, in its order).
 */
export function stopOnRequest(): Stopping {
  let running: { app: NestFastifyApplication; logger: Logger } | undefined;
  let isStopping = false;
  const stop = (why: string): void => {
    if (isStopping) return;
    isStopping = true;
    if (!running) process.exit(0);
    const { app, logger } = running;
    close(app, logger, why).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'the gateway could not stop cleanly');
        process.exit(1);
      },
    );
  };
  // Killed while this program was being loaded, the supervisor closed the channel before anybody listened.
  if (process.send && !process.connected) process.exit(0);
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => process.connected || stop('SIGINT'));
  process.on('disconnect', () => stop('the supervisor is gone'));
  return {
    of(app, logger) {
      running = { app, logger };
    },
  };
}
