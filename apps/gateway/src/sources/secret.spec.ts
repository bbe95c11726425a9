import { describe, expect, it } from '@jest/globals';
import { presentedKey } from './presented-key.js';
import { createKey, findKey } from './secret.js';

describe('keys', () => {
  const { key, record } = createKey('shop', ['ingest'], Date.parse('2024-03-15T14:30:00Z'));
  const known = new Map([[record.sha256, record]]);

  it('[B7] are found by what was handed out, and keep no trace of it', () => {
    expect(findKey(known, key)).toBe(record);
    expect(findKey(known, `${key}x`)).toBeUndefined();
    expect(findKey(known, record.sha256)).toBeUndefined();
    expect(JSON.stringify(record)).not.toContain(key.slice(-20));
    expect(record).toMatchObject({ source: 'shop', scopes: ['ingest'], created_at: '2024-03-15T14:30:00.000Z' });
  });

  it('[B7] are found no more once they are revoked', () => {
    const revoked = new Map([[record.sha256, { ...record, revoked_at: '2024-03-16T00:00:00.000Z' }]]);
    expect(findKey(revoked, key)).toBeUndefined();
  });

  it('[B7] are read from three headers', () => {
    expect(presentedKey({ authorization: 'Bearer abc' })).toBe('abc');
    expect(presentedKey({ authorization: 'token abc' })).toBe('abc');
    expect(presentedKey({ 'x-api-key': 'abc' })).toBe('abc');
    expect(presentedKey({ authorization: 'Basic abc' })).toBeUndefined();
    expect(presentedKey({ authorization: 'Bearer ' })).toBeUndefined();
    expect(presentedKey({})).toBeUndefined();
  });
});
