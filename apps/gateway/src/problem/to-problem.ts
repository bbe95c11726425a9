import { HttpException } from '@nestjs/common';
import type { Problem } from '@argus/contract';
import { ProblemError, type ProblemExtras } from './problem-error.js';

/** An answer to give for an error, and whether it is our fault (then it is logged and shows no detail). */
export interface ProblemAnswer {
  problem: Problem & Record<string, unknown>;
  headers: Record<string, string>;
  isFault: boolean;
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
};

/** Fastify's own refusals, in words that tell the sender what to do. */
const FASTIFY_DETAILS: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than this route takes. Send less at once.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'This content type is not understood here. Send application/json.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty. Send a JSON document.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as Content-Length says.',
  FST_ERR_BAD_URL: 'The path is not a valid URL: a percent sign must be followed by two hexadecimal digits.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is longer than any id may be.',
};

function answer(status: number, title: string, detail: string, extras: ProblemExtras = {}): ProblemAnswer {
  const problem: ProblemAnswer['problem'] = { type: 'about:blank', title, status, detail, ...extras.members };
  if (extras.errors) problem.errors = extras.errors;
  return { problem, headers: extras.headers ?? {}, isFault: false };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode;
  }
  return undefined;
}

/** Maps whatever was thrown to an answer; `faultId` is what a server fault is logged under. Pure. */
export function toProblem(error: unknown, faultId: string): ProblemAnswer {
  if (error instanceof ProblemError) return answer(error.status, error.title, error.detail, error.extras);
  const status = statusOf(error);
  if (status !== undefined && status >= 400 && status < 500) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : 'The request cannot be answered.';
    return answer(status, TITLES[status] ?? 'Error', FASTIFY_DETAILS[code] ?? message);
  }
  const detail = `Something went wrong on our side. It is logged under ${faultId}; nothing of what was acknowledged is lost.`;
  return { ...answer(500, 'Internal Server Error', detail, { members: { error_id: faultId } }), isFault: true };
}
