import { describe, expect, it } from '@jest/globals';
import { windowAt } from './window.js';

describe('windowAt', () => {
  it('[C1] ends at the whole second of the clock', () => {
    expect(windowAt(Date.parse('2024-03-15T14:30:00.999Z'), 300)).toEqual({
      asOf: '2024-03-15T14:30:00.000Z',
      asOfSecond: 1_710_513_000,
      sinceSecond: 1_710_512_700,
      sinceUs: 1_710_512_700_000_000,
    });
  });
});
