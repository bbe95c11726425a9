import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Logger } from '@argus/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { LOGGER } from '../storage/tokens.js';
import { toProblem } from './to-problem.js';

/** Answers an error as problem details; a server fault is logged with the id that the answer carries. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const { problem, headers, isFault } = toProblem(error, uuidv7());
  if (isFault) {
    const { error_id: errorId } = problem;
    logger.error({ err: error, error_id: errorId, request_id: request.id, method: request.method, url: request.url });
  }
  if (reply.sent) return;
  // Fastify closes after a body that is too large; a sender that still writes then sees a reset instead of the answer.
  // Kept open, the rest is read and thrown away, for as long as a request may take.
  if (problem.status === 413) void reply.removeHeader('connection');
  void reply.status(problem.status).headers(headers).type('application/problem+json').send(JSON.stringify(problem));
}

/** The only exception filter: every error of a controller, guard or pipe ends here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}
