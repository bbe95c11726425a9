import { describe, expect, it } from '@jest/globals';
import { machineMemory } from './machine-memory.js';

const GIB = 1024 ** 3;

describe('memory that there is', () => {
  it("goes by a container's limit where there is one", () => {
    expect(machineMemory(24 * GIB, 2 * GIB)).toBe(2 * GIB);
    expect([0, undefined, 2 ** 64].map((none) => machineMemory(24 * GIB, none) / GIB)).toEqual([24, 24, 24]);
  });
});
