import { describe, expect, it } from '@jest/globals';
import type { Caller } from '../sources/caller.type.js';
import { maySee, narrowed } from './narrowed-sources.js';

const caller = (source: string): Caller => ({ source, scopes: ['admin'], keyId: 'k' });

describe('narrowed', () => {
  it('[B7] lets a key of one source erase there only', () => {
    expect(narrowed(undefined, caller('shop'))).toEqual(['shop']);
    expect(narrowed(['shop'], caller('shop'))).toEqual(['shop']);
    expect(() => narrowed(['shop', 'blog'], caller('shop'))).toThrow('"shop" only');
  });

  it('leaves the wish of others as it is', () => {
    expect(narrowed(undefined, caller('*'))).toBeUndefined();
    expect(narrowed(['blog'], caller('*'))).toEqual(['blog']);
    expect(narrowed(['blog'], undefined)).toEqual(['blog']);
  });
});

describe('maySee', () => {
  it('[B7] shows a key of one source the jobs of that source', () => {
    expect([['shop'], ['shop', 'blog'], null].map((sources) => maySee(sources, caller('shop')))).toEqual([
      true,
      false,
      false,
    ]);
    expect(maySee(null, caller('*'))).toBe(true);
  });
});
