import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.js';

describe('cursor', () => {
  it('[D1] survives the way to the client and back', () => {
    const cursor = fc.record({
      us: fc.maxSafeInteger(),
      sequence: fc.maxSafeNat(),
      id: fc.uuid(),
      order: fc.constantFrom('asc' as const, 'desc' as const),
    });
    fc.assert(fc.property(cursor, (one) => expect(decodeCursor(encodeCursor(one))).toEqual(one)));
  });

  it('[D1] is nothing where it was not made here', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(decodeCursor(text)).toBeUndefined()));
    for (const value of [null, [], [1, -1, 'x', 0], [1.5, 0, '00000000-0000-0000-0000-000000000000', 0]]) {
      expect(decodeCursor(Buffer.from(JSON.stringify(value)).toString('base64url'))).toBeUndefined();
    }
  });
});
