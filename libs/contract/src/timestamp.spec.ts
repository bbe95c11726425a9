import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTimestamp } from './timestamp.js';

const at = (text: string): number => Date.parse(text) * 1_000;

describe('parseTimestamp', () => {
  it.each([
    ['2024-03-15T14:30:00.000Z', at('2024-03-15T14:30:00.000Z')],
    ['2021-01-01 09:15:27.243860', at('2021-01-01T09:15:27.243Z') + 860],
    ['2021-01-01T09:15:27', at('2021-01-01T09:15:27Z')],
    ['2021-01-01T09:15', at('2021-01-01T09:15:00Z')],
    ['2021-01-01T09:15:27.5+02:00', at('2021-01-01T07:15:27.500Z')],
    ['2021-01-01T09:15:27-0530', at('2021-01-01T14:45:27Z')],
    ['2021-01-01T09:15:27+05', at('2021-01-01T04:15:27Z')],
    ['2024-02-29T00:00:00Z', at('2024-02-29T00:00:00Z')],
    ['1969-12-31T23:59:59.999Z', -1_000],
    ['0099-01-01T00:00:00Z', at('0099-01-01T00:00:00Z')],
  ])('[B2] reads %s', (text, micros) => {
    expect(parseTimestamp(text)).toBe(micros);
  });

  it.each([
    '2023-02-29T00:00:00.000Z',
    '2024-02-30T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-13-01T00:00:00.000Z',
    '2024-00-10T00:00:00.000Z',
    '2024-01-01T24:00:00.000Z',
    '2024-01-01T23:60:00Z',
    '2024-01-01T23:59:60Z',
    '2024-01-01',
    '2024-01-01T00:00:00.1234567Z',
    '2024-01-01T00:00:00+24:00',
    '2024-1-1T00:00:00Z',
    '2024/01/01T00:00:00.000Z',
    '2024-01-01T00:00:00.0x0Z',
    'yesterday',
    '',
    ' 2024-01-01T00:00:00Z',
  ])('[B4] refuses "%s"', (text) => {
    expect(parseTimestamp(text)).toBeNaN();
  });

  it('[B2] agrees with JavaScript on every instant that fits into a number of microseconds', () => {
    const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('2255-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseTimestamp(date.toISOString())).toBe(date.getTime() * 1_000);
        expect(parseTimestamp(date.toISOString().replace('T', ' ').replace('Z', '+00:00'))).toBe(
          date.getTime() * 1_000,
        );
      }),
    );
  });
});
