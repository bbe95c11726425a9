import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';

const MEANINGS: Record<number, string> = {
  400: 'Something in the request is wrong; `errors` names every wrong field.',
  401: 'A key is needed, or the key is not known.',
  403: 'The key has another scope, or the request comes from a web page of another site.',
  404: 'There is nothing under this id.',
  413: 'More than is taken at once.',
  415: 'The content type or encoding is not understood.',
  422: 'The query met a limit of time, memory or rows.',
  429: 'The budget of events is spent; `Retry-After` says for how many seconds.',
  500: 'A fault of the server; it is logged under `error_id`.',
  503: 'Not possible at the moment; `Retry-After` says when to try again.',
};

const RATE_HEADERS = {
  'X-RateLimit-Limit': { description: 'Events per period.', schema: { type: 'integer' as const } },
  'X-RateLimit-Remaining': { description: 'Events left.', schema: { type: 'integer' as const } },
  'X-RateLimit-Reset': { description: 'Seconds until the period ends.', schema: { type: 'integer' as const } },
};
const RETRY_AFTER = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } } };

const headersOf = (status: number) => {
  if (status === 429) return { headers: { ...RETRY_AFTER, ...RATE_HEADERS } };
  return status === 503 ? { headers: RETRY_AFTER } : {};
};

/** Documents the error answers of a route: problem details, each with what its status means here. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: MEANINGS[status] ?? 'An error.',
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
        ...headersOf(status),
      }),
    ),
  );
}
