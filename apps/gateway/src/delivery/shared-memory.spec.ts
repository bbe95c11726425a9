import { describe, expect, it } from '@jest/globals';
import { SharedMemory } from './shared-memory.js';

const MB = 1024 * 1024;

describe('SharedMemory', () => {
  it('gives the same memory again, the smallest that is large enough', () => {
    const memory = new SharedMemory();
    const [small, large] = [memory.borrow(3 * MB), memory.borrow(30 * MB)];
    memory.giveBack(large);
    memory.giveBack(small);
    expect(memory.borrow(2 * MB)).toBe(small);
    expect(memory.borrow(2 * MB)).toBe(large);
    expect(memory.borrow(2 * MB)).not.toBe(small);
  });

  it('never gives memory to two at once, however often it is given back', () => {
    const memory = new SharedMemory();
    const one = memory.borrow(1);
    memory.giveBack(one);
    memory.giveBack(one);
    expect(memory.borrow(1)).toBe(one);
    expect(memory.borrow(1)).not.toBe(one);
  });

  it('does not use spoiled memory again', () => {
    const memory = new SharedMemory();
    const one = memory.borrow(1);
    memory.spoil(one);
    memory.giveBack(one);
    expect(memory.borrow(1)).not.toBe(one);
  });
});
