import { describe, expect, it } from '@jest/globals';
import { Remembered } from './remembered.js';

function fixture(most = 10) {
  const state = { now: 0, made: 0, fails: false };
  const remembered = new Remembered<number>(() => state.now, 500, most);
  const ask = (key = 'all') =>
    remembered.get(key, async () => {
      if (state.fails) throw new Error('away');
      return ++state.made;
    });
  return { state, remembered, ask };
}

describe('Remembered', () => {
  it('makes one answer for all who ask within its time', async () => {
    const { state, ask } = fixture();
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    state.now = 499;
    expect(await ask()).toBe(1);
    state.now = 500;
    expect(await ask()).toBe(2);
    expect(await ask('shop')).toBe(3);
  });

  it('tries again after a failure and keeps the last good answer', async () => {
    const { state, remembered, ask } = fixture();
    await ask();
    state.now = 1000;
    state.fails = true;
    await expect(ask()).rejects.toThrow('away');
    expect(remembered.last('all')).toBe(1);
    state.fails = false;
    expect(await ask()).toBe(2);
  });

  it('makes a new answer when the clock goes back', async () => {
    const { state, ask } = fixture();
    state.now = 10_000;
    await ask();
    state.now = 0;
    expect(await ask()).toBe(2);
  });

  it('forgets what was asked for longest ago', async () => {
    const { remembered, ask } = fixture(2);
    await ask('a');
    await ask('b');
    await ask('a');
    await ask('c');
    expect(remembered.last('a')).toBe(1);
    expect(remembered.last('b')).toBeUndefined();
  });
});
