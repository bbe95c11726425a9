import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError, badRequest } from '../problem/problem-error.js';
import type { Access } from './access.js';
import { allowOrigin, answerPreflight } from './cors.js';
import { foreignPage, isLocalOrigin, isSameOrigin } from './foreign-page.js';
import { ALL_SOURCES } from './scope.type.js';
import type { SettingsStore } from './settings-store.js';

/** What the hook asks. */
export interface AccessParts {
  access: Access;
  settings: SettingsStore;
  /** Whether the gateway listens beyond loopback without keys. */
  isOpen: boolean;
}

type Done = (error?: Error) => void;

const forbidden = (detail: string): ProblemError => new ProblemError(403, 'Forbidden', detail);

const isPreflight = ({ method, headers, url }: FastifyRequest): boolean =>
  method === 'OPTIONS' &&
  headers['access-control-request-method'] === 'POST' &&
  /^\/(events|analytics)\/?(\?|$)/.test(url);

/** A key of one source reads that source: what it asks for is narrowed to it, and asking for another is refused. */
function narrowReading(request: FastifyRequest, source: string): void {
  const query = request.query as Record<string, unknown>;
  const route = request.routeOptions.url ?? '';
  if (/^\/(analytics|events|sessions|errors|outcomes|live)(\/|$)/.test(route) && request.method === 'GET') {
    const asked = [query['source'] ?? source].flat().flatMap((names) => String(names).split(','));
    if (asked.some((name) => name !== source)) throw forbidden(`This key reads the source "${source}" only.`);
    query['source'] = source;
  } else if (route === '/query') {
    throw forbidden('Free SQL sees every source, and this key reads one only.');
  } else if (route === '/storage') {
    throw forbidden('Sizes are of all sources together, and this key reads one only.');
  }
}

/**
 * Before anything of a body is read: refuses pages of other sites and unknown keys, and says whose request it is. Runs for
 * every route, so it only looks at headers.
 */
export function accessHook({ access, settings, isOpen }: AccessParts) {
  const check = (request: FastifyRequest, reply: FastifyReply): boolean => {
    const { host, origin } = request.headers;
    if (!access.needsKeys) {
      const reason = foreignPage({ host, origin, isOpen });
      if (reason !== undefined) throw forbidden(`Refused, since no keys are in use: ${reason}.`);
    }
    if (origin !== undefined && isPreflight(request)) {
      if (!isLocalOrigin(origin) && !settings.origins.includes(origin)) {
        throw forbidden(`Pages of "${origin.slice(0, 100)}" may not send events here.`);
      }
      answerPreflight(reply, origin);
      return false;
    }
    request.caller = access.admit(request);
    const takesEvents = request.ingestion !== undefined;
    if (takesEvents && origin !== undefined) checkOrigin(request, reply, origin);
    if (!takesEvents && request.caller && request.caller.source !== ALL_SOURCES) {
      narrowReading(request, request.caller.source);
    }
    return true;
  };

  const checkOrigin = (request: FastifyRequest, reply: FastifyReply, origin: string): void => {
    const source = request.caller?.source ?? '';
    const isAllowed = isLocalOrigin(origin) || settings.of(source).origins.includes(origin);
    if (isAllowed) allowOrigin(reply, origin);
    else if (!isSameOrigin(origin, request.headers.host)) {
      throw forbidden(`Pages of "${origin.slice(0, 100)}" may not send events to the source "${source}".`);
    }
  };

  return (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    try {
      if (check(request, reply)) done();
    } catch (error) {
      done(error instanceof Error ? error : badRequest(String(error)));
    }
  };
}
