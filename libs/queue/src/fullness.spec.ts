import { describe, expect, it } from '@jest/globals';
import { refuseWhenFull, type Fullness } from './fullness.js';

const roomy: Fullness = {
  usedBytes: 0,
  maxBytes: 1_000,
  freeDiskBytes: 10_000,
  minFreeDiskBytes: 500,
  pendingBytes: 0,
  maxPendingBytes: 400,
  drainedBytesPerSecond: 0,
};

describe('[B6] refuseWhenFull', () => {
  it('lets through what fits exactly', () => {
    expect(refuseWhenFull(roomy, 1_000)).toBeUndefined();
    expect(refuseWhenFull({ ...roomy, freeDiskBytes: 600 }, 100)).toBeUndefined();
  });

  it.each([
    ['queue', { ...roomy, usedBytes: 901 }],
    ['queue', { ...roomy, usedBytes: 851, pendingBytes: 50 }],
    ['disk', { ...roomy, freeDiskBytes: 599 }],
    ['disk', { ...roomy, freeDiskBytes: 649, pendingBytes: 50 }],
    ['memory', { ...roomy, pendingBytes: 301 }],
  ] as const)('refuses by %s', (reason, state) => {
    expect(refuseWhenFull(state, 100)).toMatchObject({ name: 'QueueFullError', reason });
  });

  it('takes one large frame when nothing else waits', () => {
    expect(refuseWhenFull(roomy, 900)).toBeUndefined();
  });

  it.each([
    [0, 10],
    [1_000_000, 1],
    [25, 2],
    [0.1, 60],
  ])('at %d bytes/s drained, says to come back in %d s', (drainedBytesPerSecond, retryAfterSeconds) => {
    expect(refuseWhenFull({ ...roomy, usedBytes: 1_000, drainedBytesPerSecond }, 1)).toMatchObject({
      retryAfterSeconds,
    });
  });
});
