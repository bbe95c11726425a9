import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { statementsOf } from './statements.js';

/** One numbered file of `clickhouse/migrations`. */
export interface Migration {
  version: number;
  name: string;
  /** SHA-256 of the file's text, hexadecimal. */
  checksum: string;
  statements: string[];
}

/** The same depth below the repository's root from `src` and from `dist`. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../clickhouse/migrations', import.meta.url));

const FILE_NAME = /^(\d{4})_([a-z0-9_]+)\.sql$/;

/** Makes a migration of a file's name and text; throws TypeError where the name is not `NNNN_what_it_is.sql`. Pure. */
export function parseMigration(fileName: string, text: string): Migration {
  const [, version, name] = FILE_NAME.exec(fileName) ?? [];
  if (!version || !name) throw new TypeError(`${fileName} is not named NNNN_what_it_is.sql`);
  const checksum = createHash('sha256').update(text).digest('hex');
  return { version: Number(version), name, checksum, statements: statementsOf(text) };
}

/** All migrations of a folder in order; throws TypeError where two share a number. */
export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    names.map(async (name) => parseMigration(name, await readFile(path.join(folder, name), 'utf8'))),
  );
  const twice = migrations.find(({ version }, i) => version === migrations[i + 1]?.version);
  if (twice) throw new TypeError(`two migrations have the number ${twice.version}`);
  return migrations;
}
