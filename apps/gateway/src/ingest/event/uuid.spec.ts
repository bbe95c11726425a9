import { describe, expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { UUID_PATTERN, createUuidV7, deriveUuid } from './uuid.js';

describe('createUuidV7', () => {
  it('[B3] makes valid ids that increase, also when the clock stands still or steps back', () => {
    let now = 1_700_000_000_000;
    const next = createUuidV7(() => now);
    const ids: string[] = [];
    for (let i = 0; i < 30_000; i++) {
      if (i === 20_000) now -= 5_000;
      ids.push(next());
    }
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...ids].sort());
  });

  it('[B3] carries the time', () => {
    const id = createUuidV7(() => 1_700_000_000_123)();
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(1_700_000_000_123);
  });
});

describe('deriveUuid', () => {
  it('[B10] is always the same for one source, key and index, and differs otherwise', () => {
    const id = deriveUuid('shop', 'order-1', 0);
    expect(id).toBe(deriveUuid('shop', 'order-1', 0));
    expect(validate(id) && version(id) === 8 && UUID_PATTERN.test(id)).toBe(true);
    expect(
      new Set([id, deriveUuid('shop', 'order-1', 1), deriveUuid('shop', 'order-2', 0), deriveUuid('b', 'order-1', 0)])
        .size,
    ).toBe(4);
  });
});
