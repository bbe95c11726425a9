import { describe, expect, it } from '@jest/globals';
import { parseRetryAfter, type Attempt } from './attempt.js';
import { decide } from './retry-policy.js';

const answered = (status: number, retryAfterMs?: number): Attempt => ({
  kind: 'answered',
  status,
  retryAfterMs,
  answer: {},
});

describe('retry policy', () => {
  it('is done when every event has its verdict, also when none was acceptable', () => {
    expect(decide(answered(202), 1, 0)).toEqual({ action: 'done' });
    expect(decide(answered(400), 1, 0)).toEqual({ action: 'done' });
  });

  it.each([429, 503])('[B5] [B6] obeys Retry-After of %i, for all requests, and never comes back earlier', (status) => {
    expect(decide(answered(status, 7_000), 1, 0)).toEqual({ action: 'retry', afterMs: 7_000, holdAll: true });
    expect(decide(answered(status, 7_000), 50, 1)).toEqual({ action: 'retry', afterMs: 7_100, holdAll: true });
  });

  it('[B10] tries again without end while the gateway cannot be reached, at most 5 s apart', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 100].map((tries) => decide({ kind: 'unreachable', reason: 'x' }, tries, 1));
    expect(waits.map((one) => one.action === 'retry' && one.afterMs)).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000,
    ]);
    expect(decide({ kind: 'unreachable', reason: 'x' }, 1, 0)).toMatchObject({ afterMs: 50 });
  });

  it('gives a faulty server eight tries, then reports the request', () => {
    expect(decide(answered(500), 7, 0)).toMatchObject({ action: 'retry', holdAll: false });
    expect(decide(answered(500), 8, 0)).toEqual({ action: 'fail', reason: 'HTTP 500 8 times in a row', fatal: false });
  });

  it.each([401, 403, 404, 413, 415])('ends the run at %i, which no retry can mend', (status) => {
    expect(decide(answered(status), 1, 0)).toMatchObject({ action: 'fail', fatal: true });
  });
});

describe('Retry-After', () => {
  it.each([
    ['2', 2_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2015 00:00:30 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %p as %p ms', (header, expected) => {
    expect(parseRetryAfter(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);
  });
});
