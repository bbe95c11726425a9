import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountTable } from './count-table.js';

describe('CountTable', () => {
  it('[B11] counts as a Map does, until it is cleared', () => {
    const key = fc.tuple(fc.constantFrom(1, 2, 0xffff_ffff), fc.constantFrom(0, 1, 8, 16, 0xffff_ffff));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        const table = new CountTable(15);
        const map = new Map<string, number>();
        table.set(7, 7, 7);
        table.clear();
        for (const [high, low] of keys) {
          const count = (table.get(high, low) ?? 0) + 1;
          table.set(high, low, count);
          map.set(`${high} ${low}`, (map.get(`${high} ${low}`) ?? 0) + 1);
          expect(count).toBe(map.get(`${high} ${low}`));
        }
        expect(table.size).toBe(map.size);
      }),
    );
  });
});
