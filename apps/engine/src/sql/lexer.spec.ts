import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tokens } from './lexer.js';

const texts = (sql: string) => [...tokens(sql)].map(({ text }) => text);

describe('[D4] tokens of SQL', () => {
  it.each([
    ["SELECT 'a''b', 'c\\'d;'", ['SELECT', "'a''b'", ',', "'c\\'d;'"]],
    ['SELECT `a\\`;b`, "c"";d"', ['SELECT', '`a\\`;b`', ',', '"c"";d"']],
    ['a -- b;\nc', ['a', 'c']],
    ['a /* b; */ c /* /* */ d', ['a', 'c', 'd']],
    ['a # b;\nc #!x\nd', ['a', 'c', 'd']],
    ['$$a;b$$ $x$;$$;$x$', ['$$a;b$$', '$x$;$$;$x$']],
    ['1e5 0xFF 1.5 .5 t1 1_000', ['1e5', '0xFF', '1.5', '.', '5', 't1', '1_000']],
    ['a;b', ['a', ';', 'b']],
    ["'never closed", ["'never closed"]],
    ['/* never closed', []],
  ])('[D4] %s', (sql, expected) => expect(texts(sql)).toEqual(expected));

  it('[D4] takes typographic quotes for quotes, as ClickHouse does', () => {
    const latin1 = Buffer.from('‘a;b’ “c;d” é', 'utf8').toString('latin1');
    expect([...tokens(latin1)].map(({ kind }) => kind)).toEqual(['string', 'quoted', 'word']);
  });

  it('[D4] covers any text without overlapping, and ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (sql) => {
        let end = 0;
        for (const token of tokens(sql)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.text).toBe(sql.slice(token.start, token.end));
          end = token.end;
        }
        expect(end).toBeLessThanOrEqual(sql.length);
      }),
    );
  });
});
