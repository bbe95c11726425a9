import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { EngineUnderTest } from './engine.js';

/** What a query of the user `reader` was answered. */
export interface Verdict {
  status: number;
  code: string | null;
  text: string;
}

/** An engine with some events that people may read, and with secrets that they may not. */
export class GuardedEngine {
  private constructor(
    readonly engine: EngineUnderTest,
    readonly secretFile: string,
  ) {}

  static async start(): Promise<GuardedEngine> {
    const engine = await EngineUnderTest.start();
    const secretFile = path.join(engine.dataDir, 'secret.txt');
    writeFileSync(secretFile, 'TOP-SECRET\n');
    writeFileSync(path.join(engine.dataDir, 'user_files', 'loot'), 'TOP-SECRET\n');
    for (const sql of [
      'CREATE TABLE events (id UInt32, name String, tags Array(String)) ENGINE = MergeTree ORDER BY id',
      'CREATE MATERIALIZED VIEW per_name ENGINE = SummingMergeTree ORDER BY name AS SELECT name, count() AS n FROM events GROUP BY name',
      "INSERT INTO events VALUES (1, 'view', ['a']), (2, 'click', []), (3, 'view', ['a', 'b'])",
      'CREATE DATABASE private',
      "CREATE TABLE private.salaries ENGINE = MergeTree ORDER BY tuple() AS SELECT 'TOP-SECRET' AS s",
    ]) {
      await engine.sql(sql);
    }
    // What the full user has read as a table must not become readable by that.
    await engine.sql(`SELECT * FROM \`${secretFile}\``).catch(() => undefined);
    return new GuardedEngine(engine, secretFile);
  }

  /** Asks as `reader`; FILE in the statement stands for a file with a secret. */
  async read(sql: string, parameters: Record<string, string> = {}): Promise<Verdict> {
    const statement = sql.replaceAll('FILE', this.secretFile);
    const response = await this.engine.post(statement, { user: 'reader', ...parameters });
    const code = response.headers.get('x-clickhouse-exception-code');
    return { status: response.status, code, text: await response.text() };
  }
}
