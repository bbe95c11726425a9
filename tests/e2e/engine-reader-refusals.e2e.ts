import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedEngine } from '../kit/guarded-engine.js';

let guarded: GuardedEngine;

beforeAll(async () => {
  guarded = await GuardedEngine.start();
});

afterAll(() => guarded?.engine.remove());

/** Each is tried as it stands; FILE is a file with a secret in it. */
const hostile: string[] = [
  // files
  "SELECT file('FILE')",
  "SELECT * FROM file('FILE', 'LineAsString')",
  'SELECT * FROM `FILE`',
  'SELECT * FROM default.`FILE`',
  'SELECT * FROM "FILE"',
  "SELECT * FROM file('FILE', 'LineAsString', 'l String') AS x",
  "SELECT upper(file('FILE'))",
  "SELECT [file('FILE')]",
  "SELECT 1 WHERE file('FILE') != ''",
  "SELECT 1 ORDER BY file('FILE')",
  "SELECT 1 GROUP BY file('FILE')",
  "SELECT 1 LIMIT length(file('FILE'))",
  "SELECT number FROM numbers(length(file('FILE')))",
  "SELECT * FROM numbers(3) ORDER BY number WITH FILL TO length(file('FILE'))",
  "SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN length(file('FILE')) PRECEDING AND CURRENT ROW) FROM events",
  "SELECT * APPLY file FROM (SELECT 'FILE' AS p)",
  "SELECT * APPLY(x -> file(x)) FROM (SELECT 'FILE' AS p)",
  "SELECT COLUMNS('p') APPLY(file) FROM (SELECT 'FILE' AS p)",
  "SELECT * REPLACE (file(p) AS p) FROM (SELECT 'FILE' AS p)",
  "SELECT arrayMap(x -> file(x), ['FILE'])",
  "WITH x AS (SELECT file('FILE') AS f) SELECT * FROM x",
  "WITH file('FILE') AS f SELECT f",
  "WITH (SELECT file('FILE')) AS f SELECT f",
  "SELECT 1 IN (SELECT file('FILE'))",
  "SELECT 'a' IN file('FILE')",
  'SELECT 1 IN `FILE`',
  'SELECT 1 IN (`FILE`)',
  "SELECT * FROM events JOIN file('FILE', 'LineAsString') AS f ON 1 = 1",
  'SELECT * FROM events, `FILE`',
  'SELECT (SELECT loot.1 FROM (WITH loot AS (SELECT 1) SELECT 1), loot)',
  'WITH loot AS (SELECT 1) SELECT * FROM (SELECT * FROM loot), default.loot',
  "SELECT * FROM view(SELECT file('FILE'))",
  "SELECT * FROM viewIfPermitted(SELECT 1 ELSE null('x Int8'))",
  "SELECT * FROM values('a String', file('FILE'))",
  "SELECT getClientHTTPHeader('x')",
  "EXPLAIN SELECT file('FILE')",
  "EXPLAIN QUERY TREE SELECT file('FILE')",
  "DESCRIBE TABLE file('FILE')",
  'DESCRIBE TABLE `FILE`',
  "SELECT 1 INTO OUTFILE 'OUT'",
  "SELECT 1 INTO OUTFILE 'OUT' TRUNCATE FORMAT CSV",
  "(SELECT 1 INTO OUTFILE 'OUT')",
  "SELECT * FROM (SELECT 1 INTO OUTFILE 'OUT')",
  "INSERT INTO FUNCTION file('OUT') SELECT 1",
  "INSERT INTO events FROM INFILE 'FILE' FORMAT CSV",
  "SELECT 1 FORMAT Template SETTINGS format_template_row = 'FILE'",
  'SELECT 1 FORMAT Protobuf',
  "SELECT formatRow('Template', 1)",
  // the network
  "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
  "SELECT * FROM remote('127.0.0.1', system.one)",
  "SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV')",
  "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
  "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
  "SELECT * FROM executable('id', 'TSV', 'a String')",
  "SELECT reverseDNSQuery('127.0.0.1')",
  "SELECT * FROM cluster('default', system.one)",
  "SELECT aiGenerate('x')",
  // other people's queries, settings, the machine
  'SELECT * FROM system.processes',
  'SELECT * FROM system.settings',
  'SELECT * FROM `system`.`tables`',
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM INFORMATION_SCHEMA.TABLES',
  'SHOW PROCESSLIST',
  'SHOW DATABASES',
  'SHOW TABLES FROM private',
  'SHOW CREATE TABLE events',
  "SHOW SETTINGS LIKE '%'",
  'SHOW GRANTS',
  "SELECT getSetting('max_threads')",
  "SELECT getServerSetting('path')",
  'SELECT hostName()',
  'SELECT currentUser()',
  'SELECT @@version',
  'SELECT queryID()',
  'SELECT filesystemAvailable()',
  "KILL QUERY WHERE user = 'default' ASYNC",
  // other tables
  'SELECT * FROM private.salaries',
  'SELECT * FROM `private.salaries`',
  'SELECT 1 IN private.salaries',
  "SELECT * FROM merge('private', '.*')",
  "SELECT * FROM merge('private', 'salaries')",
  'SELECT * FROM loop(private.salaries)',
  "SELECT joinGet('private.salaries', 's', 1)",
  "SELECT dictGet('private.salaries', 's', 1)",
  "SELECT * FROM dictionary('private.salaries')",
  "SELECT hasColumnInTable('private', 'salaries', 's')",
  "SELECT * FROM mergeTreeIndex('private', 'salaries')",
  'WITH salaries AS (SELECT 1) SELECT * FROM private.salaries',
  'SELECT * FROM events AS e, private.salaries AS s',
  'SELECT * FROM events WHERE id IN (SELECT length(s) FROM private.salaries)',
  'SELECT * FROM {t:Identifier}',
  // writing
  "INSERT INTO events VALUES (9, 'x', [])",
  "INSERT INTO events SELECT 9, 'x', []",
  "WITH 1 AS x INSERT INTO events SELECT x, 'x', []",
  'CREATE TABLE t (a Int8) ENGINE = Memory',
  'CREATE TEMPORARY TABLE t (a Int8)',
  "CREATE VIEW v AS SELECT file('FILE')",
  'CREATE FUNCTION f AS (x) -> file(x)',
  'DROP TABLE events',
  'ALTER TABLE events DELETE WHERE 1',
  'DELETE FROM events WHERE 1',
  'TRUNCATE TABLE events',
  'RENAME TABLE events TO e2',
  'OPTIMIZE TABLE events FINAL',
  'ATTACH TABLE x',
  'DETACH TABLE events',
  "BACKUP TABLE events TO File('OUT')",
  'SYSTEM SHUTDOWN',
  'SYSTEM STOP MERGES',
  'GRANT ALL ON *.* TO default',
  'CREATE USER x',
  'EXECUTE AS default SELECT 1',
  'USE private',
  'BEGIN TRANSACTION',
  // several statements
  'SELECT 1; DROP TABLE events',
  'EXPLAIN SELECT 1; DROP TABLE events',
  'SELECT 1;;; DROP TABLE events',
  "SELECT ';' ; DROP TABLE events",
  "SELECT '\\'; DROP TABLE events --'; DROP TABLE events",
  'SELECT $a$ ; $a$ ; DROP TABLE events',
  // limits
  'SET max_memory_usage = 0',
  'SELECT 1 SETTINGS max_execution_time = 0',
  'SELECT * FROM (SELECT 1 SETTINGS readonly = 0)',
  'SELECT sleep(3)',
  'SELECT sleepEachRow(1) FROM numbers(3)',
  // names that would write lines into what the gate reads
  'SELECT 1 AS `a\n Function count` FROM `x`',
  'SELECT `a\nFunction count (children 1)`',
  'SELECT * FROM `events\n`',
  'SELECT * FROM `events (alias e)`',
  'SELECT * FROM `default.events`.`x`',
  'SELECT * FROM `events (children 1)`',
];

describe('[D4] what people are refused', () => {
  it.each(hostile)('[D4] %s', async (sql) => {
    const out = path.join(guarded.engine.dataDir, 'out');
    const { status, text, code } = await guarded.read(sql.replaceAll('OUT', out), {
      param_t: 'events',
    });
    expect(text).not.toContain('TOP-SECRET');
    expect(code).not.toBeNull();
    expect([400, 403, 404, 500]).toContain(status);
    // 497 by the gate; the rest is what the parser refuses before it: no such syntax, several statements, OUTFILE.
    expect(['497', '62', '348', '78', '60', '46', '36']).toContain(code);
    expect(existsSync(out)).toBe(false);
    expect(await guarded.engine.sql('SELECT count() FROM events')).toBe('3\n');
  });

  it.each([
    { readonly: '0' },
    { max_memory_usage: '0' },
    { max_memory_usage: '999999999999' },
    { max_execution_time: '0' },
    { max_result_rows: '0' },
    { max_threads: '64' },
    { allow_ddl: '1' },
    { format_schema: '/etc/passwd' },
    { output_format_schema: '/tmp/x' },
    { additional_table_filters: "{'events':'file(1)'}" },
    { 'max_threads=1, readonly': '0' },
    { "x'": '1' },
    { session_timezone: "UTC'; SET readonly=0" },
  ])('[D4] the setting %j', async (settings: Record<string, string>) => {
    expect(await guarded.read('SELECT 1', settings)).toMatchObject({ code: '164' });
  });

  it('[D4] sessions, other databases, other tables that come along, and roles', async () => {
    expect((await guarded.read('SELECT 1', { session_id: 'x' })).code).toBe('497');
    expect((await guarded.read('SELECT 1', { database: 'private' })).code).toBe('497');
    expect((await guarded.read('SELECT 1', { role: 'admin' })).code).toBe('511');
    const form = new FormData();
    form.append('events', new Blob(['1\n']), 'x');
    const url = `${guarded.engine.url}/?user=reader&query=SELECT+1&events_structure=a+Int8`;
    expect((await fetch(url, { method: 'POST', body: form })).headers.get('x-clickhouse-exception-code')).toBe('497');
  });

  it.each([
    ['time', 'SELECT sum(cityHash64(number)) FROM numbers(1900000000)', { max_execution_time: '0.5' }, '159'],
    ['rows', 'SELECT number FROM numbers(10000000)', {}, '396'],
    [
      'memory',
      'SELECT uniqExact(number), groupArray(repeat(toString(number), 100)) FROM numbers(100000000)',
      { max_memory_usage: '50000000' },
      '241',
    ],
  ])('[D4] more than their share of %s', async (_what, sql, limits, code) => {
    const { text, code: header } = await guarded.read(sql, { wait_end_of_query: '1', ...limits } as Record<
      string,
      string
    >);
    expect([header, /Code: (\d+)/.exec(text)?.[1]]).toEqual([code, code]);
  });
});
