import { describe, expect, it } from '@jest/globals';
import { parseStatement } from './statement.js';

describe('[D4] how a statement is run', () => {
  it.each([
    ['SELECT 1', 'SELECT 1', '', undefined],
    [' SELECT 1 ; ; ', ' SELECT 1', '', undefined],
    ['SELECT 1 FORMAT JSON', 'SELECT 1 ', 'FORMAT JSON', 'JSON'],
    ['select 1 format `CSV`;', 'select 1 ', 'format `CSV`', 'CSV'],
    ['SELECT 1 FORMAT CSV SETTINGS a = 1', 'SELECT 1 ', 'FORMAT CSV SETTINGS a = 1', 'CSV'],
    ['SELECT 1 SETTINGS a = 1 FORMAT CSV', 'SELECT 1 SETTINGS a = 1 ', 'FORMAT CSV', 'CSV'],
    ["SELECT 'FORMAT CSV'", "SELECT 'FORMAT CSV'", '', undefined],
    ['SELECT 1 AS format', 'SELECT 1 AS format', '', undefined],
    ['SELECT 1 -- FORMAT CSV', 'SELECT 1', '', undefined],
    ['(SELECT 1)', '(SELECT 1)', '', undefined],
    ['WITH 1 AS x SELECT x', 'WITH 1 AS x SELECT x', '', undefined],
    ['EXPLAIN INSERT INTO t SELECT 1', 'EXPLAIN INSERT INTO t SELECT 1', '', undefined],
  ])('[D4] %s shows rows', (sql, head, tail, format) => {
    expect(parseStatement(sql)).toMatchObject({ kind: 'result', head, tail, format });
  });

  it.each([
    ['CREATE TABLE t (a Int8) ENGINE = Memory', false],
    ['CREATE TEMPORARY TABLE t (a Int8)', true],
    ['CREATE OR REPLACE TEMPORARY TABLE t (a Int8)', true],
    ['SET max_threads = 1', true],
    ['USE other', true],
    ['WITH 1 AS x INSERT INTO t SELECT x', false],
    ['DROP TABLE t;', false],
  ])('[D4] %s changes something', (sql, changesSession) => {
    expect(parseStatement(sql)).toMatchObject({ kind: 'command', changesSession });
  });

  it.each([
    ['', 62],
    [' -- nothing', 62],
    [';', 62],
    ['SELECT 1; SELECT 2', 62],
    ['EXPLAIN SELECT 1;DROP TABLE t', 62],
    ['INSERT INTO t SELECT 1; DROP TABLE t', 62],
    ["SELECT 1 INTO OUTFILE 'x'", 348],
    ["INSERT INTO t FROM INFILE 'x' FORMAT CSV", 78],
  ])('[D4] %j is refused with %i', (sql, code) => {
    expect(() => parseStatement(sql)).toThrow(expect.objectContaining({ code }));
  });
});

describe('[D4] where the rows of an INSERT are', () => {
  it.each([
    ['INSERT INTO t FORMAT JSONEachRow\n{"a":1}', 'INSERT INTO t ', '', 'JSONEachRow', '{"a":1}'],
    ['INSERT INTO t FORMAT CSV', 'INSERT INTO t ', '', 'CSV', ''],
    ['INSERT INTO db.t (a, `b c`) FORMAT CSV \r\n1,2', 'INSERT INTO db.t (a, `b c`) ', '', 'CSV', '1,2'],
    ['INSERT INTO t SETTINGS x = 1 FORMAT TSV\n1;2', 'INSERT INTO t ', 'SETTINGS x = 1 ', 'TSV', '1;2'],
    [
      "INSERT INTO FUNCTION file('values', 'CSV') FORMAT CSV\n1",
      "INSERT INTO FUNCTION file('values', 'CSV') ",
      '',
      'CSV',
      '1',
    ],
    ['INSERT INTO t FORMAT RowBinary\n\n\x00\xff', 'INSERT INTO t ', '', 'RowBinary', '\n\x00\xff'],
  ])('[D4] %j', (sql, head, settings, format, data) => {
    const statement = parseStatement(sql);
    expect(statement).toMatchObject({ kind: 'insert', head, settings, format });
    expect('dataStart' in statement && sql.slice(statement.dataStart)).toBe(data);
  });

  it.each([
    ["INSERT INTO t VALUES (1, ';')", 'INSERT INTO t ', " (1, ';')"],
    ['INSERT INTO t (a) VALUES(1),(2);', 'INSERT INTO t (a) ', '(1),(2);'],
    ['INSERT INTO t', 'INSERT INTO t', ''],
  ])('[D4] %j', (sql, head, data) => {
    const statement = parseStatement(sql);
    expect(statement).toMatchObject({ kind: 'values', head });
    expect('dataStart' in statement && sql.slice(statement.dataStart)).toBe(data);
  });

  it('[D4] knows the rows of a query, and those of input()', () => {
    expect(parseStatement('INSERT INTO t SELECT * FROM s;')).toEqual({
      kind: 'insert-select',
      text: 'INSERT INTO t SELECT * FROM s',
    });
    expect(parseStatement('INSERT INTO t (SELECT 1)')).toMatchObject({ kind: 'insert-select' });
    expect(parseStatement("INSERT INTO t SELECT lower(a) FROM input('a String') FORMAT CSV\nX")).toMatchObject({
      kind: 'input',
      text: "INSERT INTO t SELECT lower(a) FROM input('a String') ",
      input: { start: 35, end: 52 },
      format: 'CSV',
    });
  });
});
