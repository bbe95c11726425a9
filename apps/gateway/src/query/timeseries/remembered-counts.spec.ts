import { describe, expect, it } from '@jest/globals';
import { RememberedCounts } from './remembered-counts.js';

describe('[C7] remembered counts', () => {
  it('[C7] are those of the very rows that were counted', () => {
    const counts = new RememberedCounts<number>(10);
    counts.set('day', '3 abc', 7);
    expect([counts.get('day', '3 abc'), counts.get('day', '4 def'), counts.get('other', '3 abc')]).toEqual([
      7,
      undefined,
      undefined,
    ]);
    counts.set('day', '4 def', 8);
    expect([counts.get('day', '3 abc'), counts.get('day', '4 def')]).toEqual([undefined, 8]);
  });

  it('[C7] forget what nobody asked for longest', () => {
    const counts = new RememberedCounts<number>(2);
    counts.set('a', '', 1);
    counts.set('b', '', 2);
    counts.get('a', '');
    counts.set('c', '', 3);
    expect(['a', 'b', 'c'].map((key) => counts.get(key, ''))).toEqual([1, undefined, 3]);
  });
});
