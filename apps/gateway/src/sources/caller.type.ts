import type { Scope } from './scope.type.js';

/** Who makes a request. */
export interface Caller {
  /** The one source that a key belongs to, or `*`; without keys: `*`. */
  source: string;
  scopes: readonly Scope[];
  /** The id of the key, or undefined while no keys are in use. */
  keyId: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Put there before the body is read; absent on open routes. */
    caller: Caller | undefined;
  }
}
