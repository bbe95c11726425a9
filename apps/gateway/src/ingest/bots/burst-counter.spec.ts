import { describe, expect, it } from '@jest/globals';
import { BurstCounter } from './burst-counter.js';

function isTooMany(counter: BurstCounter, source: string, user: string, at: number): boolean {
  const text = Buffer.from(`"${user}"`);
  counter.of(source, 'user', text, 1, text.length - 1, at);
  return counter.isTooMany();
}

const views = (counter: BurstCounter, n: number, user = 'u', at = 1) =>
  Array.from({ length: n }, () => isTooMany(counter, 's', user, at));

describe('BurstCounter', () => {
  it('[B11] lets ten page views of a user at one instant pass, and none after', () => {
    expect(views(new BurstCounter(100, 7), 12)).toEqual([...Array(10).fill(false), true, true]);
  });

  it('[B11] counts every user, instant and source for itself', () => {
    const counter = new BurstCounter(1_000, 7);
    views(counter, 10);
    expect(views(counter, 1, 'v')).toEqual([false]);
    expect(views(counter, 1, 'u', 2)).toEqual([false]);
    expect(isTooMany(counter, 'other', 'u', 1)).toBe(false);
  });

  it('[B11] counts a session of nobody apart from a user of the same name', () => {
    const counter = new BurstCounter(1_000, 7);
    views(counter, 10);
    counter.of('s', 'session', Buffer.from('u'), 0, 1, 1);
    expect(counter.isTooMany()).toBe(false);
  });

  it('[B11] takes back what was not stored', () => {
    const counter = new BurstCounter(1_000, 7);
    views(counter, 10);
    counter.forget(counter.high, counter.low);
    expect(views(counter, 2)).toEqual([false, true]);
  });

  it('[B11] remembers a burst over as many other pairs as it promises', () => {
    const counter = new BurstCounter(1_000, 7);
    views(counter, 10);
    for (let i = 0; i < 499; i++) isTooMany(counter, 's', `other-${i}`, 1);
    expect(views(counter, 1)).toEqual([true]);
  });

  it('[B11] forgets what is older than two generations, and nothing younger', () => {
    const counter = new BurstCounter(1_000, 7);
    views(counter, 10);
    for (let i = 0; i < 1_000; i++) isTooMany(counter, 's', `other-${i}`, 1);
    expect(views(counter, 1)).toEqual([false]);
  });

  it('[B11] mistakes no user for another: 300,000 page views of as many users and instants', () => {
    const counter = new BurstCounter(1_000_000, 12_345);
    const tooMany = Array.from({ length: 300_000 }, (_, i) => isTooMany(counter, 's', `user-${i % 977}`, 1.7e15 + i));
    expect(tooMany.filter(Boolean)).toEqual([]);
    expect(isTooMany(counter, 's', 'user-0', 1.7e15)).toBe(false);
  });
});
