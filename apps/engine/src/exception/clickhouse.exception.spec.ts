import { describe, expect, it } from '@jest/globals';
import { ClickHouseException, exceptionText, parseException, toException } from './clickhouse.exception.js';
import { httpStatusOf } from './http-status.js';

describe('[D4] exceptions of the engine', () => {
  it.each([
    [
      'Code: 47. DB::Exception: Unknown expression identifier `x` in scope SELECT x. (UNKNOWN_IDENTIFIER)',
      { code: 47, type: 'UNKNOWN_IDENTIFIER', message: 'Unknown expression identifier `x` in scope SELECT x' },
    ],
    [
      'Code: 27. DB::Exception: Code: 27. DB::Exception: Cannot parse input: (at row 2)\n: (in file/uri /dev/shm/a/data-1): While executing CSVRowInputFormat: While executing File: data for INSERT was parsed from file. (CANNOT_PARSE_INPUT_ASSERTION_FAILED) (version 26.7.2.1). (CANNOT_PARSE_INPUT_ASSERTION_FAILED)',
      {
        code: 27,
        type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
        message: 'Cannot parse input: (at row 2)\n: While executing CSVRowInputFormat',
      },
    ],
    [
      "Code: 62. DB::Exception: Syntax error: failed at position 15 (t): t\nINTO OUTFILE '/dev/shm/a/pipe-1' TRUNCATE\n. Expected alias. (SYNTAX_ERROR)",
      { code: 62, type: 'SYNTAX_ERROR', message: 'Syntax error: failed at position 15 (t): t\n. Expected alias' },
    ],
  ])('[D4] %#', (text, expected) => expect(parseException(text)).toMatchObject(expected));

  it('[D4] are told as a server tells them', () => {
    const text = exceptionText(new ClickHouseException(60, 'UNKNOWN_TABLE', 'No table'), '26.7.2.1');
    expect(text).toBe('Code: 60. DB::Exception: No table. (UNKNOWN_TABLE) (version 26.7.2.1 (official build))\n');
    expect(toException(new Error('odd'))).toMatchObject({ code: 49, type: 'LOGICAL_ERROR', message: 'odd' });
  });

  it.each([
    [62, 400],
    [47, 404],
    [60, 404],
    [50, 404],
    [516, 403],
    [497, 403],
    [194, 401],
    [159, 408],
    [241, 500],
    [395, 500],
    [48, 501],
  ])('[D4] code %i is HTTP status %i', (code, status) => expect(httpStatusOf(code)).toBe(status));
});
