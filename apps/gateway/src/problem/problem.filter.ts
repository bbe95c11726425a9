import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Logger } from '@argus/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { LOGGER } from '../storage/tokens.js';
import { toProblem } from './to-problem.js';

/** An error as it is answered. */
export interface WrittenProblem {
  status: number;
  headers: Record<string, string>;
  /** The problem details. */
  text: string;
}

/** What a fault is logged with. */
type Asked = Pick<FastifyRequest, 'id' | 'method' | 'url'>;

export const PROBLEM_TYPE = 'application/problem+json';

/** An error as problem details; a server fault is logged with the id that the answer carries. */
export function writeProblem(error: unknown, { id, method, url }: Asked, logger: Logger): WrittenProblem {
  const { problem, headers, isFault } = toProblem(error, uuidv7());
  if (isFault) logger.error({ err: error, error_id: problem['error_id'], request_id: id, method, url });
  return { status: problem.status, headers, text: JSON.stringify(problem) };
}

/** Answers an error as problem details. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const { status, headers, text } = writeProblem(error, request, logger);
  if (reply.sent) return;
  // Fastify closes after a body that is too large; a sender that still writes then sees a reset instead of the answer.
  // Kept open, the rest is read and thrown away, for as long as a request may take.
  if (status === 413) void reply.removeHeader('connection');
  void reply.status(status).headers(headers).type(PROBLEM_TYPE).send(text);
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
