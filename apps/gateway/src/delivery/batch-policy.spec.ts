import { describe, expect, it } from '@jest/globals';
import { BATCH, decideCut } from './batch-policy.js';

const few = { frames: 1, rows: 10, bytes: 2_000 };
const many = { frames: 110, rows: 110_000, bytes: 16_000_000 };
const much = { frames: 30, rows: 30_000, bytes: 5_000_000 };
const whole = { maxRows: BATCH.maxRows, maxBytes: BATCH.maxBytes };
const now = { nowMs: 1_000, lastBeganMs: 900, lastTookMs: 50, waiting: few, allowedRows: Infinity };

describe('decideCut', () => {
  it('is idle while nothing waits', () => {
    expect(decideCut({ ...now, waiting: { frames: 0, rows: 0, bytes: 0 } })).toEqual({ action: 'idle' });
  });

  it('cuts at once when the last insert began 250 ms ago', () => {
    expect(decideCut({ ...now, lastBeganMs: 750 })).toEqual({ action: 'cut', limits: whole });
    expect(decideCut({ ...now, lastBeganMs: -Infinity })).toEqual({ action: 'cut', limits: whole });
  });

  it('waits for the rest of the 250 ms with less than a full batch', () => {
    expect(decideCut(now)).toEqual({ action: 'wait', ms: 150 });
  });

  it('lets more come together while very much arrives, for half a second at most', () => {
    expect(decideCut({ ...now, lastBeganMs: 700, waiting: much })).toEqual({ action: 'wait', ms: 200 });
    expect(decideCut({ ...now, lastBeganMs: 500, waiting: much })).toEqual({ action: 'cut', limits: whole });
  });

  it.each([
    [83, 150],
    [100, 200],
    [150, 350],
    [5_000, 400],
  ])('waits for three times what the last insert took (%d ms), for half a second at most', (lastTookMs, ms) => {
    expect(decideCut({ ...now, lastTookMs })).toEqual({ action: 'wait', ms });
    expect(decideCut({ ...now, lastTookMs, lastBeganMs: 500 })).toEqual({ action: 'cut', limits: whole });
    expect(decideCut({ ...now, lastTookMs, waiting: many })).toEqual({ action: 'cut', limits: whole });
  });

  it('does not wait with a full batch, of rows or of bytes', () => {
    expect(decideCut({ ...now, waiting: many })).toEqual({ action: 'cut', limits: whole });
    expect(decideCut({ ...now, waiting: { ...few, bytes: BATCH.maxBytes } })).toEqual({ action: 'cut', limits: whole });
  });

  it('[B6] takes no more than the rate allows, and four times a second at most', () => {
    expect(decideCut({ ...now, waiting: many, allowedRows: 100.7 })).toEqual({ action: 'wait', ms: 150 });
    const limits = { ...whole, maxRows: 100 };
    expect(decideCut({ ...now, lastBeganMs: 0, waiting: many, allowedRows: 100.7 })).toEqual({ action: 'cut', limits });
    expect(decideCut({ ...now, lastBeganMs: 0, waiting: many, allowedRows: 0.2 })).toEqual({ action: 'wait', ms: 250 });
  });

  it('delivers frames that hold no rows, such as requests that were all duplicates', () => {
    const decision = decideCut({ ...now, lastBeganMs: 0, waiting: { frames: 1, rows: 0, bytes: 90 } });
    expect(decision.action).toBe('cut');
  });
});
