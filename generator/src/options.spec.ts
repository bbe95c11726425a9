import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';
import { parseDuration, parseMoment, parseRate, parseShare, wholeNumber } from './options.parse.js';

const NOW = Date.parse('2026-01-15T12:00:00Z');
const read = (line: string) => readOptions(line.split(' ').filter(Boolean), NOW, 99);

describe('options', () => {
  it('[E2] sends 100 events a second, one a request, when nothing is said', () => {
    expect(read('')).toMatchObject({ rate: 100, batch: 1, users: 1_000, seed: 99, backfill: undefined, invalid: 0 });
  });

  it('[E2] puts events together when there are many', () => {
    expect(['200', '201', '10000', '1000000'].map((rate) => read(`--rate ${rate}`).batch)).toEqual([1, 2, 50, 1_000]);
    expect(read('--rate 10000 --batch 1').batch).toBe(1);
  });

  it('[E2] takes the last day of a back-fill as a whole', () => {
    expect(read('--backfill 5000 --from 2025-05-01 --to 2025-05-29')).toMatchObject({
      backfill: { events: 5_000, fromMs: Date.parse('2025-05-01T00:00:00Z'), toMs: Date.parse('2025-05-30T00:00:00Z') },
      rate: undefined,
      batch: 1_000,
    });
  });

  it('[B9] ends a back-fill now at the latest', () => {
    expect(read('--backfill 10 --from 2026-01-01 --to 2026-01-15').backfill?.toMs).toBe(NOW);
    expect(read('--backfill 10').backfill).toEqual({ events: 10, fromMs: NOW - 28 * 86_400_000, toMs: NOW });
  });

  it('reads durations, shares, rates, numbers and days', () => {
    expect(['30', '30s', '5m', '1.5h', '250ms'].map(parseDuration)).toEqual([30, 30, 300, 5_400, 0.25]);
    expect(['0', '0.05', '5%', '100%', '.5'].map(parseShare)).toEqual([0, 0.05, 0.05, 1, 0.5]);
    expect(['0.5', '10,000', '20_000'].map(parseRate)).toEqual([0.5, 10_000, 20_000]);
    expect(parseMoment('2025-05-01T06:00:00Z')).toEqual({ startMs: 1_746_079_200_000, endMs: 1_746_079_200_000 });
  });

  it.each([
    ['a duration', () => parseDuration('0s')],
    ['a duration', () => parseDuration('soon')],
    ['a share', () => parseShare('101%')],
    ['a share', () => parseShare('-1')],
    ['a rate', () => parseRate('0')],
    ['a rate', () => parseRate('')],
    ['a number', () => wholeNumber(1, 10)('11')],
    ['a number', () => wholeNumber(1, 10)('2.5')],
    ['a day', () => parseMoment('2025-13-01')],
  ])('refuses what is not %s', (_, parse) => {
    expect(parse).toThrow(/^Give /);
  });
});
