import { describe, expect, it } from '@jest/globals';
import { parseTimeParameter } from './time-parameter.js';

const us = (iso: string) => Date.parse(iso) * 1000;

describe('parseTimeParameter', () => {
  it('[C5] takes a day as all of it', () => {
    expect(parseTimeParameter('2024-02-29', 'start')).toBe(us('2024-02-29T00:00:00Z'));
    expect(parseTimeParameter('2024-02-29', 'end')).toBe(us('2024-03-01T00:00:00Z') - 1);
  });

  it('[C5] takes an instant as all of its millisecond', () => {
    expect(parseTimeParameter('2024-03-15T14:30:00.123Z', 'start')).toBe(us('2024-03-15T14:30:00.123Z'));
    expect(parseTimeParameter('2024-03-15T14:30:00.123Z', 'end')).toBe(us('2024-03-15T14:30:00.123Z') + 999);
    expect(parseTimeParameter('2024-03-15T14:30:00.123456Z', 'end')).toBe(us('2024-03-15T14:30:00.123Z') + 456);
  });

  it('[D1] understands offsets, also where the plus was not escaped, and milliseconds', () => {
    expect(parseTimeParameter('2024-03-15T14:30:00+02:00', 'start')).toBe(us('2024-03-15T12:30:00Z'));
    expect(parseTimeParameter('2024-03-15T14:30:00 02:00', 'start')).toBe(us('2024-03-15T12:30:00Z'));
    expect(parseTimeParameter('2024-03-15 14:30', 'start')).toBe(us('2024-03-15T14:30:00Z'));
    expect(parseTimeParameter('1710513000000', 'end')).toBe(1_710_513_000_000_999);
  });

  it('[D1] is nothing for days and times that do not exist', () => {
    for (const text of [
      '',
      'yesterday',
      '2024-02-30',
      '2023-02-29',
      '2024-03-15T25:00:00Z',
      '2024-3-1',
      '20240301',
      '-5',
    ]) {
      expect(parseTimeParameter(text, 'start')).toBeUndefined();
    }
  });
});
