import { describe, expect, it } from '@jest/globals';
import { seededRandom, uuid, whole } from './random.js';
import { Zipf } from './zipf.js';

function ids(seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: 1_000 }, () => uuid(random));
}

describe('chance', () => {
  it('[E2] makes valid UUIDs, the same ones again for the same seed', () => {
    const first = ids(1);
    expect(first.filter((id) => !/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toEqual(
      [],
    );
    expect(new Set(first).size).toBe(1_000);
    expect(ids(1)).toEqual(first);
    expect(ids(2)).not.toEqual(first);
  });

  it('draws whole numbers from both ends inclusive', () => {
    const random = seededRandom(3);
    expect([...new Set(Array.from({ length: 500 }, () => whole(random, 2, 5)))].sort()).toEqual([2, 3, 4, 5]);
  });

  it('draws low ranks more often, in proportion to 1 / rank', () => {
    const random = seededRandom(4);
    const zipf = new Zipf(100);
    const hits = Array.from({ length: 100 }, () => 0);
    for (let i = 0; i < 100_000; i++) hits[zipf.draw(random)]!++;
    const harmonic = Array.from({ length: 100 }, (_, rank) => 1 / (rank + 1)).reduce((a, b) => a + b);
    for (const rank of [0, 1, 4, 20]) {
      const share = 1 / (rank + 1) / harmonic;
      expect(Math.abs(hits[rank]! / 100_000 - share)).toBeLessThan(0.01);
    }
    expect(hits.reduce((a, b) => a + b)).toBe(100_000);
  });
});
