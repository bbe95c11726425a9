import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badRequest } from '../problem/problem-error.js';

type Done = (error?: Error) => void;
type Operation = OpenAPIObject['paths'][string]['get'];

const takesParameters = (operation: Operation): boolean =>
  (operation?.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in === 'query');

/** Operations without any parameter in the query, as `GET /errors/:error_id`. */
function bareOperations({ paths }: OpenAPIObject): Set<string> {
  const bare = new Set<string>();
  for (const [path, item] of Object.entries(paths)) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const method of ['get', 'put', 'post', 'delete', 'patch'] as const) {
      if (item[method] && !takesParameters(item[method])) bare.add(`${method.toUpperCase()} ${route}`);
    }
  }
  return bare;
}

/**
 * Refuses parameters on routes that take none, as the others do with those that they do not know: whoever sends one
 * expects it to count. What a route takes is read from the document, so a new one needs no thought of this.
 */
export function unknownParametersHook(document: OpenAPIObject) {
  const bare = bareOperations(document);
  return (request: FastifyRequest, _reply: FastifyReply, done: Done): void => {
    const names = Object.keys(request.query as object);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (names.length === 0 || !bare.has(`${method} ${request.routeOptions.url}`)) return done();
    const fields = names.slice(0, 50).map((name) => name.slice(0, 100));
    const errors = fields.map((field) => {
      return { field, code: 'unknown_field' as const, message: `There is no parameter "${field}" here. Remove it.` };
    });
    return done(badRequest(`These parameters cannot be used: ${fields.join(', ')}.`, errors));
  };
}
