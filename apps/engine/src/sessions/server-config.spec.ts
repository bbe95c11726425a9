import { describe, expect, it } from '@jest/globals';
import { machineMemory, memoryLimits } from './server-config.js';

const GIB = 1024 ** 3;

describe('memory of the engine', () => {
  it('is half of the machine, from 1 to 4 GiB', () => {
    expect([1, 2, 6, 64].map((gib) => memoryLimits(gib * GIB).server / GIB)).toEqual([1, 1, 3, 4]);
  });

  it("goes by a container's limit where there is one", () => {
    expect(machineMemory(24 * GIB, 2 * GIB)).toBe(2 * GIB);
    expect([0, undefined, 2 ** 64].map((none) => machineMemory(24 * GIB, none) / GIB)).toEqual([24, 24, 24]);
  });
});
