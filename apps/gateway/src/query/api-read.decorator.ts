import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiInternalServerErrorResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiUnauthorizedResponse,
  getSchemaPath,
  ApiExtraModels,
} from '@nestjs/swagger';
import { ProblemDto } from '../problem/problem.dto.js';

const problem = (description: string, headers = {}) => ({
  description,
  headers,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
});

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds after which to ask again.', schema: { type: 'integer' as const, example: 1 } },
};

interface ReadingRoute {
  summary: string;
  description?: string;
  /** What is missing when the answer is 404; absent where the route never answers so. */
  notFound?: string;
}

/** The errors that every reading route may answer with. */
export const ApiReadErrors = (notFound?: string): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemDto),
    ApiBadRequestResponse(problem('A parameter is unknown or cannot be used; each is named.')),
    ApiUnauthorizedResponse(problem('A key is needed, or the key is not known.')),
    ApiForbiddenResponse(problem('The key may not read this.')),
    ApiInternalServerErrorResponse(problem('A fault of the server, logged under `error_id`.')),
    ApiServiceUnavailableResponse(problem('ClickHouse is away or too slow; ask again later.', RETRY_AFTER)),
    ...(notFound === undefined ? [] : [ApiNotFoundResponse(problem(notFound))]),
  );

/** Documents a reading route: what it is, what it answers and every error. */
export const ApiRead = (answer: Type, { summary, description, notFound }: ReadingRoute): MethodDecorator =>
  applyDecorators(
    ApiOperation(description === undefined ? { summary } : { summary, description }),
    ApiOkResponse({ type: answer, description: summary }),
    ApiReadErrors(notFound),
  );
