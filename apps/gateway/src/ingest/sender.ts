import type { FastifyRequest } from 'fastify';
import { DEFAULT_SOURCE, LIMITS, SOURCE_PATTERN } from '@argus/contract';
import { badRequest } from '../problem/problem-error.js';
import { ALL_SOURCES } from '../sources/scope.type.js';
import type { SettingsStore } from '../sources/settings-store.js';
import type { Sender } from './ingest-request.type.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Put there before the body of an ingestion request is read. */
    sender: Sender | undefined;
  }
}

/** What is asked of a request. */
type Asked = Pick<FastifyRequest, 'headers' | 'caller'>;

const header = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function sourceOf(request: Asked): string {
  const ofKey = request.caller?.source ?? ALL_SOURCES;
  const named = header(request.headers['x-source']);
  if (ofKey !== ALL_SOURCES) {
    if (named !== undefined && named !== ofKey) {
      const message = `X-Source says "${named.slice(0, 64)}", but the key belongs to "${ofKey}". Leave X-Source out.`;
      throw badRequest(message, [{ field: 'X-Source', code: 'not_allowed', message }]);
    }
    return ofKey;
  }
  if (named === undefined) return DEFAULT_SOURCE;
  if (SOURCE_PATTERN.test(named)) return named;
  const message = 'X-Source must have 1 to 64 characters of A-Z, a-z, 0-9, "_", "." and "-".';
  throw badRequest(message, [{ field: 'X-Source', code: 'bad_format', message }]);
}

function idempotencyKeyOf(request: Asked): string | undefined {
  const key = header(request.headers['idempotency-key']);
  if (key === undefined) return undefined;
  if (key !== '' && key.length <= LIMITS.idempotencyKeyChars) return key;
  const message = `Idempotency-Key must have 1 to ${LIMITS.idempotencyKeyChars} characters.`;
  throw badRequest(message, [{ field: 'Idempotency-Key', code: key === '' ? 'empty' : 'too_long', message }]);
}

/** Who sends events by this request. Throws ProblemError 400 for headers that cannot be used. */
export function readSender(request: Asked, settings: SettingsStore): Sender {
  const source = sourceOf(request);
  return {
    source,
    settings: settings.of(source),
    userAgent: request.headers['user-agent'] ?? '',
    idempotencyKey: idempotencyKeyOf(request),
  };
}

/** The sender that the early refusal put on an ingestion request. */
export function senderOf(request: FastifyRequest): Sender {
  if (!request.sender) throw new Error('this route is not one of ingestion: nobody named its sender');
  return request.sender;
}
