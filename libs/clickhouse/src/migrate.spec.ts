import { describe, expect, it } from '@jest/globals';
import { MigrationChangedError, pendingMigrations } from './migrate.js';
import { parseMigration, readMigrations } from './migration-files.js';

const first = parseMigration('0001_events.sql', 'CREATE TABLE IF NOT EXISTS a (x Int8) ENGINE = Memory;');
const second = parseMigration('0002_errors.sql', 'SELECT 1; SELECT 2;');

describe('migrations', () => {
  it('reads number, name and statements from a file', () => {
    expect(second).toMatchObject({ version: 2, name: 'errors', statements: ['SELECT 1', 'SELECT 2'] });
    expect(() => parseMigration('events.sql', '')).toThrow('NNNN_what_it_is.sql');
  });

  it('applies what is not recorded yet, in order', () => {
    expect(pendingMigrations([first, second], [])).toEqual([first, second]);
    expect(pendingMigrations([first, second], [first])).toEqual([second]);
    expect(pendingMigrations([first, second], [second, first])).toEqual([]);
  });

  it('refuses an applied file that was edited', () => {
    expect(() => pendingMigrations([first], [{ version: 1, checksum: 'other' }])).toThrow(MigrationChangedError);
  });

  it('leaves what a newer program applied alone', () => {
    expect(pendingMigrations([first], [first, { version: 9, checksum: 'x' }])).toEqual([]);
  });

  it('finds the files of the repository, each of which may run twice', async () => {
    const all = await readMigrations();
    // Areas number in ranges of their own: gaps are fine, order and uniqueness are not a matter of luck.
    const versions = all.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    for (const { statements } of all) {
      for (const text of statements)
        expect(text).toMatch(/IF (NOT )?EXISTS|CREATE OR REPLACE|MODIFY|INSERT INTO|MATERIALIZE PROJECTION/);
    }
  });
});
