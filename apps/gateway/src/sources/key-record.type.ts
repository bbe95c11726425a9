import type { Scope } from './scope.type.js';

/** A key as it is kept: never the key itself. */
export interface KeyRecord {
  /** Names the key in lists and logs; no secret. */
  id: string;
  source: string;
  scopes: Scope[];
  /** SHA-256 of the key, hexadecimal. The key is 256 random bits, so a slow hash would protect nothing more. */
  sha256: string;
  /** ISO 8601. */
  created_at: string;
  revoked_at?: string;
}
