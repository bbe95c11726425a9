import { describe, expect, it } from '@jest/globals';
import { rowsAnswer } from './rows-answer.js';

describe('rowsAnswer', () => {
  it('[D4] keeps every digit of large numbers', () => {
    const body = '["a","b"]\n["UInt64","Array(String)"]\n[18446744073709551615, ["x"]]\n[1, []]\n';
    expect(rowsAnswer(body, 3)).toBe(
      '{"columns":[{"name":"a","type":"UInt64"},{"name":"b","type":"Array(String)"}],' +
        '"rows":[[18446744073709551615, ["x"]],[1, []]],"row_count":2,"elapsed_ms":3}',
    );
  });

  it('[D4] is empty where there is nothing', () => {
    expect(JSON.parse(rowsAnswer('', 0))).toEqual({ columns: [], rows: [], row_count: 0, elapsed_ms: 0 });
  });
});
