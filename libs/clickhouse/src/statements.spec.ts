import { describe, expect, it } from '@jest/globals';
import { statementsOf } from './statements.js';

describe('statementsOf', () => {
  it('splits at semicolons', () => {
    expect(statementsOf('SELECT 1;\nSELECT 2')).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('leaves semicolons of strings, quoted names and comments alone', () => {
    const text = "SELECT ';', 'it''s; \\'', `a;b`, \"c;d\" -- one; two\n/* three; four */ FROM t";
    expect(statementsOf(`${text};`)).toEqual([text]);
  });

  it('drops what holds nothing but comments', () => {
    expect(statementsOf('SELECT 1; -- the end;\n/* really */\n')).toEqual(['SELECT 1']);
  });
});
