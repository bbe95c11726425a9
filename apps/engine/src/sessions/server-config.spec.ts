import { describe, expect, it } from '@jest/globals';
import { memoryLimits } from './server-config.js';

const GIB = 1024 ** 3;

describe('memory of the engine', () => {
  it('is half of the machine, from 1 to 4 GiB', () => {
    expect([1, 2, 6, 64].map((gib) => memoryLimits(gib * GIB).server / GIB)).toEqual([1, 1, 3, 4]);
  });
});
