import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/**
 * A structured logger: one JSON object a line on standard output, in the field names of pino.
 * `service` names the process; secrets in headers never reach a line.
 */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers.authorization', 'req.headers["x-api-key"]', 'req.headers.cookie', 'headers.authorization'],
      censor: '[redacted]',
    },
  });
}
