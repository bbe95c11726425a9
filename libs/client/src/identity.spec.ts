import { describe, expect, it } from '@jest/globals';
import { createIdentity } from './identity.js';
import { openStore } from './store.js';
import { uuid } from './uuid.js';

const MINUTE = 60_000;

function counter(): () => string {
  let n = 0;
  return () => `id-${++n}`;
}

describe('identity', () => {
  it('[E4] keeps a session while something happens at least every half hour', () => {
    const identity = createIdentity(openStore(null), true, counter());
    const at = [0, 29, 58, 88, 89].map((minute) => identity.sessionId(minute * MINUTE));
    expect(at).toEqual(['id-1', 'id-1', 'id-1', 'id-2', 'id-2']);
  });

  it('[E4] begins a new session when the clock was set back, instead of keeping one until it catches up', () => {
    const identity = createIdentity(openStore(null), true, counter());
    const at = [600, 599, 0, 1].map((minute) => identity.sessionId(minute * MINUTE));
    expect(at).toEqual(['id-1', 'id-1', 'id-2', 'id-2']);
  });

  it('[E4] shares session and visitor with the other pages of a site', () => {
    const store = openStore(null);
    const ids = counter();
    const one = createIdentity(store, true, ids);
    const other = createIdentity(store, true, ids);
    expect(other.sessionId(1)).toBe(one.sessionId(0));
    expect(other.userId).toBe(one.userId);
  });

  it('[E4] is the identified user until told otherwise, then the same anonymous visitor as before', () => {
    const identity = createIdentity(openStore(null), true, counter());
    const visitor = identity.userId;
    expect(visitor).toBe('anonymous-id-1');
    identity.identify('ada');
    expect(identity.userId).toBe('ada');
    identity.identify(null);
    expect(identity.userId).toBe(visitor);
    expect(createIdentity(openStore(null), false).userId).toBeUndefined();
  });

  it('[E4] makes UUIDs also where the page is not secure', () => {
    const original = Object.getOwnPropertyDescriptor(crypto, 'randomUUID');
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    try {
      const ids = Array.from({ length: 200 }, uuid);
      expect(ids.filter((id) => !/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toEqual(
        [],
      );
      expect(new Set(ids).size).toBe(200);
    } finally {
      if (original) Object.defineProperty(crypto, 'randomUUID', original);
      else Reflect.deleteProperty(crypto, 'randomUUID');
    }
  });
});
