import { type OpenAPIObject, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '../problem/problem.dto.js';
import { scopeOf } from '../sources/route-scope.js';
import { PROBLEM_EXAMPLES } from './problem-examples.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const PROBLEM_TYPE = 'application/problem+json';

const problem = (description: string) => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) } } },
});

const BAD_REQUEST = problem('Something in the request is wrong, or a parameter is unknown; each is named.');
const FORBIDDEN = problem('The key has another scope, or the request comes from a web page of another site.');
const UNAUTHORIZED = problem('A key is needed, or the key is not known.');
const TOO_LARGE = problem('More than is taken at once.');
const TOO_LONG = problem('The part of the path that names something is longer than any name.');
const NOT_UNDERSTOOD = problem('The content type or encoding is not understood.');
const FAULT = problem('A fault of the server; it is logged under `error_id`.');

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** The errors that come before a controller runs, or instead of its answer. */
function commonAnswers(path: string, method: string, operation: Operation) {
  const needsKey = scopeOf(method.toUpperCase(), path) !== undefined;
  return {
    '400': BAD_REQUEST,
    '403': FORBIDDEN,
    '500': FAULT,
    ...(needsKey ? { '401': UNAUTHORIZED } : {}),
    ...(path.includes('{') ? { '414': TOO_LONG } : {}),
    ...(operation.requestBody ? { '413': TOO_LARGE, '415': NOT_UNDERSTOOD } : {}),
  };
}

/** Every error is a problem document, with an example where its route gives none of its own. */
function completeProblems({ responses }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    if (Number(status) < 400 || !response || '$ref' in response) continue;
    response.content ??= problem('').content;
    const content = response.content[PROBLEM_TYPE];
    if (content && !content.examples) content.example ??= PROBLEM_EXAMPLES[status];
  }
}

/** Adds the errors that every operation may answer with to those that lack them, and an example to each error. */
export function addCommonAnswers(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      operation.responses = structuredClone({ ...commonAnswers(path, method, operation), ...operation.responses });
      completeProblems(operation);
    }
  }
  return document;
}
