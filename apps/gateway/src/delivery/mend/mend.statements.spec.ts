import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MEND_STATEMENTS } from './mend.statements.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../../clickhouse/migrations');

/** Aggregates that a view fills, with the table whose inserts feed the view. */
function aggregates(): { table: string; feeds: string }[] {
  return readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .flatMap((name) => {
      const sql = readFileSync(path.join(MIGRATIONS, name), 'utf8').replaceAll(/--.*$/gm, '');
      return [...sql.matchAll(/CREATE MATERIALIZED VIEW[^;]*? TO (\w+) AS([^;]*);/g)].map(
        ([, table = '', body = '']) => ({
          table,
          feeds: /\bFROM\s+(\w+)/.exec(body)?.[1] ?? '',
        }),
      );
    });
}

describe('mending', () => {
  it('[C7] knows every aggregate that the schema fills from raw rows, and no other', () => {
    const fromRaw = aggregates().filter(({ feeds }) => ['events', 'errors'].includes(feeds));
    const mended = MEND_STATEMENTS.map(({ aggregate, of }) => ({ table: aggregate, feeds: of }));
    const byName = (a: { table: string }, b: { table: string }) => (a.table < b.table ? -1 : 1);
    expect(mended.sort(byName)).toEqual(fromRaw.sort(byName));
  });
});
