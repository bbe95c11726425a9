import { type OpenAPIObject, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '../problem/problem.dto.js';
import { scopeOf } from '../sources/route-scope.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
});

const FORBIDDEN = problem('The key has another scope, or the request comes from a web page of another site.');
const UNAUTHORIZED = problem('A key is needed, or the key is not known.');
const TOO_LONG = problem('The part of the path that names something is longer than any name.');
const FAULT = problem('A fault of the server; it is logged under `error_id`.');

/** Adds the errors that come before a controller runs, or instead of its answer, to every operation that lacks them. */
export function addCommonAnswers(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const needsKey = scopeOf(method.toUpperCase(), path) !== undefined;
      const common = {
        '403': FORBIDDEN,
        '500': FAULT,
        ...(needsKey ? { '401': UNAUTHORIZED } : {}),
        ...(path.includes('{') ? { '414': TOO_LONG } : {}),
      };
      operation.responses = { ...common, ...operation.responses };
    }
  }
  return document;
}
