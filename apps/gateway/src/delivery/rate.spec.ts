import { describe, expect, it } from '@jest/globals';
import { RateBucket } from './rate.js';

describe('RateBucket', () => {
  it('[B6] fills at the rate, up to one second of it', () => {
    const bucket = new RateBucket(100, 0);
    expect(bucket.available(5_000)).toBe(100);
    bucket.take(100, 5_000);
    expect(bucket.available(5_250)).toBe(25);
    expect(bucket.available(60_000)).toBe(100);
  });

  it('[B6] waits for a debt that one large request has made', () => {
    const bucket = new RateBucket(100, 0);
    bucket.take(300, 0);
    expect(bucket.available(1_000)).toBe(-100);
    expect(bucket.available(2_500)).toBe(50);
  });
});
