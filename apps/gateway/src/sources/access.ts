import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problem/problem-error.js';
import type { Caller } from './caller.type.js';
import { KeyStore } from './key-store.js';
import { presentedKey } from './presented-key.js';
import { scopeOf } from './route-scope.js';
import { ALL_SOURCES, SCOPES, permits } from './scope.type.js';

const EVERYBODY: Caller = { source: ALL_SOURCES, scopes: SCOPES, keyId: undefined };

/** Decides who may do what. */
@Injectable()
export class Access {
  constructor(private readonly keys: KeyStore) {}

  /** Whether callers need keys at all. */
  get needsKeys(): boolean {
    return this.keys.isRequired;
  }

  /** The caller of a request; undefined on open routes. Throws ProblemError: 401 no or unknown key, 403 wrong scope. */
  admit(request: FastifyRequest): Caller | undefined {
    if (!this.keys.isRequired) return EVERYBODY;
    return this.admitTo(request.method, request.routeOptions.url, request.headers);
  }

  /** As `admit`, where the route is known. */
  admitTo(method: string, route: string | undefined, headers: IncomingHttpHeaders): Caller | undefined {
    if (!this.keys.isRequired) return EVERYBODY;
    const needed = scopeOf(method, route);
    if (needed === undefined) return undefined;
    const key = presentedKey(headers);
    if (key === undefined) throw unauthorized('A key is needed. Send "Authorization: Bearer KEY" or "X-Api-Key: KEY".');
    const record = this.keys.find(key);
    if (record === undefined) throw unauthorized('The key is not known here, or was revoked.');
    if (!permits(record.scopes, needed)) {
      const detail = `The key ${record.id} has the scope ${record.scopes.join(', ')}; this needs ${needed}.`;
      throw new ProblemError(403, 'Forbidden', detail);
    }
    return { source: record.source, scopes: record.scopes, keyId: record.id };
  }
}

const unauthorized = (detail: string): ProblemError =>
  new ProblemError(401, 'Unauthorized', detail, { headers: { 'www-authenticate': 'Bearer realm="argus"' } });
