import { describe, expect, it } from '@jest/globals';
import { portionsOf } from './portions.js';

const cut = (...sizes: number[]) =>
  portionsOf(
    sizes.map((bytes) => ({ bytes })),
    10,
    3,
  ).map((one) => one.map(({ bytes }) => bytes));

describe('portionsOf', () => {
  it('[D2] cuts by bytes and by number, and lets what is too large stand alone', () => {
    expect(cut(4, 6, 1, 20, 1, 1, 1, 1)).toEqual([[4, 6], [1], [20], [1, 1, 1], [1]]);
    expect(cut()).toEqual([]);
  });
});
