import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LIMITS } from '@argus/contract';
import { ProblemError, badRequest } from '../../problem/problem-error.js';
import { decompress } from './decompress.js';
import { type BodyForm, parseBody } from './parse-body.js';
import { scanJson } from './scan-json.js';

const NDJSON_TYPES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'];
type Done = (error: Error | null, body?: unknown) => void;

const MAX_PLAIN_DEPTH = 64;
const OTHER_TYPE = 'This content type is not understood here. Send application/json.';

/** The routes whose bodies are lists of events; every other JSON body is an ordinary document. */
const takesEvents = (request: FastifyRequest): boolean => request.ingestion === '/events';

function parsePlainJson(bytes: Buffer): unknown {
  if (scanJson(bytes, MAX_PLAIN_DEPTH).depth > MAX_PLAIN_DEPTH) {
    throw badRequest(`The body is nested deeper than ${MAX_PLAIN_DEPTH} levels.`);
  }
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw badRequest('The body is not valid JSON.', [
      { field: '', code: 'malformed', message: 'Send a JSON document.' },
    ]);
  }
}

function refuseOtherCharset(contentType: string): void {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1]?.toLowerCase();
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii') return;
  throw new ProblemError(
    415,
    'Unsupported Media Type',
    `The charset "${charset.slice(0, 40)}" is not understood. Send UTF-8.`,
  );
}

/** Plain bodies are read at once: a promise for each would cost more than finding the fields of an event. */
function parseAs(form: BodyForm) {
  const parse = (request: FastifyRequest, plain: Buffer): unknown =>
    takesEvents(request) ? parseBody(plain, form) : parsePlainJson(plain);
  // Fastify hands what is thrown here to `done`.
  return (request: FastifyRequest, bytes: Buffer, done: Done): Promise<unknown> | void => {
    if (takesNoBody(request)) return done(null);
    const { 'content-encoding': encoding, 'content-type': type } = request.headers;
    if (type !== undefined && type.length > 'application/json'.length) refuseOtherCharset(type);
    if (encoding !== undefined) return decompress(bytes, encoding).then((plain) => parse(request, plain));
    const body = parse(request, bytes);
    done(null, body);
  };
}

/**
 * The route that takes everything from its address: clients and load generators put a content type on its empty body all
 * the same, whichever is their habit.
 */
const takesNoBody = (request: FastifyRequest): boolean => request.ingestion === '/analytics';

/** Registers what the gateway reads: JSON and NDJSON, plain or gzip; every other content type is a 415. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: LIMITS.bodyBytes } as const;
  fastify.addContentTypeParser('application/json', options, parseAs('json'));
  fastify.addContentTypeParser(NDJSON_TYPES, options, parseAs('ndjson'));
  fastify.addContentTypeParser('*', async (request: FastifyRequest, body: IncomingMessage) => {
    if (!takesNoBody(request)) throw new ProblemError(415, 'Unsupported Media Type', OTHER_TYPE);
    body.resume();
  });
}
