import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyRecord } from './key-record.type.js';
import type { Scope } from './scope.type.js';

/** SHA-256 of a key, hexadecimal. */
export const digestOf = (key: string): string => hash('sha256', key, 'hex');

/** A new key of 256 random bits and the record that is kept of it; the key itself is shown once. */
export function createKey(source: string, scopes: Scope[], nowMs: number): { key: string; record: KeyRecord } {
  const key = `argus_${scopes[0] ?? 'key'}_${randomBytes(32).toString('base64url')}`;
  const record: KeyRecord = {
    id: randomBytes(5).toString('hex'),
    source,
    scopes,
    sha256: digestOf(key),
    created_at: new Date(nowMs).toISOString(),
  };
  return { key, record };
}

/**
 * The record of a key that is not revoked, or undefined. Found by its digest, which tells an attacker's clock nothing of
 * the key; the last comparison takes constant time all the same.
 */
export function findKey(byDigest: ReadonlyMap<string, KeyRecord>, key: string): KeyRecord | undefined {
  const digest = digestOf(key);
  const record = byDigest.get(digest);
  if (record === undefined || record.revoked_at !== undefined) return undefined;
  return timingSafeEqual(Buffer.from(digest, 'hex'), Buffer.from(record.sha256, 'hex')) ? record : undefined;
}
