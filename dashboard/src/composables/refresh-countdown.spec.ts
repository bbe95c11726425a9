import { describe, expect, it } from '@jest/globals';
import { isPaused, leftOf, REFRESH_EVERY_MS, startCountdown, togglePause } from './refresh-countdown.js';

describe('refresh countdown', () => {
  it('[E1] counts thirty seconds down and stays at zero', () => {
    const countdown = startCountdown(1_000);
    expect(leftOf(countdown, 1_000)).toBe(REFRESH_EVERY_MS);
    expect(leftOf(countdown, 11_000)).toBe(20_000);
    expect(leftOf(countdown, 99_000)).toBe(0);
  });

  it('[E1] stands still while paused and goes on with what was left', () => {
    const paused = togglePause(startCountdown(0), 12_000);
    expect(isPaused(paused)).toBe(true);
    expect(leftOf(paused, 500_000)).toBe(18_000);
    const running = togglePause(paused, 500_000);
    expect(leftOf(running, 510_000)).toBe(8_000);
  });

  it('[E1] never shows more than a whole turn when the clock is set back', () => {
    expect(leftOf(startCountdown(100_000), 0)).toBe(REFRESH_EVERY_MS);
  });
});
