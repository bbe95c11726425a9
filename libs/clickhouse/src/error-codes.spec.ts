import { describe, expect, it } from '@jest/globals';
import { ClickHouseError } from '@clickhouse/client';
import { errorCodeOf, errorKind, errorName } from './error-codes.js';

describe('ClickHouse error codes', () => {
  it('retries what passes by itself', () => {
    for (const code of [159, 202, 209, 210, 241, 242, 243, 252, 999]) expect(errorKind(code)).toBe('retry');
  });

  it('retries when no answer came', () => {
    expect(errorCodeOf(new Error('socket hang up'))).toBeUndefined();
    expect(errorKind(undefined)).toBe('retry');
  });

  it('blames the rows only for what rows can cause', () => {
    for (const code of [6, 27, 33, 117, 349]) expect(errorKind(code)).toBe('data');
  });

  it('never drops rows for a code that it does not know', () => {
    expect(errorKind(60)).toBe('setup');
    expect(errorKind(123_456)).toBe('setup');
  });

  it('blames no row for a table that was altered', () => {
    for (const code of [7, 16, 43, 53, 636]) expect(errorKind(code)).toBe('setup');
  });

  it('reads the code of an error of ClickHouse', () => {
    const error = new ClickHouseError({ message: 'Too many parts', code: '252', type: 'TOO_MANY_PARTS' });
    expect(errorCodeOf(error)).toBe(252);
    expect(errorName(252)).toBe('TOO_MANY_PARTS');
    expect(errorName(5)).toBe('CODE_5');
  });
});
