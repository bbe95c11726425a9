import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedEngine } from '../kit/guarded-engine.js';

/** Further tries to get out of the gate, by idea; those of engine-reader-refusals are not repeated. */
let guarded: GuardedEngine;

beforeAll(async () => {
  guarded = await GuardedEngine.start();
  await guarded.engine.sql('CREATE VIEW leak AS SELECT s FROM private.salaries WHERE s = {which:String}');
  await guarded.engine.sql(
    "CREATE DICTIONARY private.d (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(QUERY 'SELECT 1, s FROM private.salaries')) LAYOUT(FLAT()) LIFETIME(0)",
  );
});
afterAll(() => guarded?.engine.remove());

const tricks: Record<string, string[]> = {
  'table functions that read files or other machines': [
    "SELECT * FROM sqlite('FILE', 't')",
    "SELECT * FROM jdbc('jdbc:sqlite:FILE', 't')",
    "SELECT * FROM odbc('DSN=x', 't')",
    "SELECT * FROM hdfs('hdfs://127.0.0.1:1/x', 'CSV', 'a String')",
    "SELECT * FROM azureBlobStorage('x', 'y', 'z')",
    "SELECT * FROM gcs('http://127.0.0.1:1/x', 'CSV')",
    "SELECT * FROM iceberg('http://127.0.0.1:1/x')",
    "SELECT * FROM icebergLocal('FILE')",
    "SELECT * FROM deltaLake('http://127.0.0.1:1/x')",
    "SELECT * FROM deltaLakeLocal('FILE')",
    "SELECT * FROM hudi('http://127.0.0.1:1/x')",
    "SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'a String')",
    "SELECT * FROM redis('127.0.0.1:1', 'a', 'a String')",
    "SELECT * FROM arrowFlight('127.0.0.1:1', 'x')",
    "SELECT * FROM ytsaurus('http://127.0.0.1:1', 'x', 'y', 'a String')",
    "SELECT * FROM prometheusQuery('x', 'up', now())",
    "SELECT * FROM timeSeriesData('x')",
    "SELECT * FROM remoteSecure('127.0.0.1', system.one)",
    "SELECT * FROM clusterAllReplicas('default', system.one)",
    "SELECT * FROM urlCluster('default', 'http://127.0.0.1:1/', 'CSV', 'a String')",
    "SELECT * FROM fileCluster('default', 'FILE', 'LineAsString')",
    "SELECT * FROM s3Cluster('default', 'http://127.0.0.1:1/x', 'CSV')",
    "SELECT * FROM input('a String')",
    "SELECT * FROM format(LineAsString, 'x')",
    "SELECT * FROM fuzzJSON('x')",
    "SELECT * FROM fuzzQuery('SELECT 1')",
    "SELECT * FROM generateRandom('a String')",
    "SELECT * FROM null('a String')",
    'SELECT * FROM zeros_mt(10)',
    'SELECT * FROM numbers_mt(10)',
    "SELECT * FROM merge('.*')",
    "SELECT * FROM merge(REGEXP('.*'), '.*')",
    'SELECT * FROM loop(events)',
    "SELECT * FROM mergeTreeProjection('private', 'salaries', 'p')",
    "SELECT * FROM mergeTreeAnalyzeIndexes('private', 'salaries')",
    "SELECT * FROM dictionary('private.d')",
    "SELECT * FROM Python('FILE')",
    'SELECT * FROM Python(x)',
    'SELECT * FROM __import__',
    "SELECT * FROM view(SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String'))",
    "SELECT * FROM viewExplain('EXPLAIN', '', (SELECT 1))",
    "SELECT * FROM (EXPLAIN SELECT file('FILE'))",
  ],
  'views and dictionaries that stand for other tables': [
    "SELECT * FROM leak(which = 'TOP-SECRET')",
    'SELECT * FROM private.d',
    "SELECT dictGet('private.d', 's', 1)",
    "SELECT dictGetOrDefault('private.d', 's', 1, '')",
    "SELECT dictHas('private.d', 1)",
    "SELECT dictGetHierarchy('private.d', 1)",
    "SELECT dictGetAll('private.d', 's', 1)",
    "SELECT joinGetOrNull('private.salaries', 's', 1)",
    'SELECT 1 IN (private.salaries)',
    'SELECT (1, 2) IN private.salaries',
    'SELECT 1 GLOBAL IN private.salaries',
    'SELECT 1 WHERE 1 NOT IN `private`.`salaries`',
    'TABLE private.salaries',
    'FROM private.salaries SELECT *',
    'FROM private.salaries',
    'SELECT * FROM ONLY private.salaries',
    'SELECT * FROM private . salaries',
    'SELECT * FROM `private`/**/./**/`salaries`',
    'SELECT * FROM events PASTE JOIN private.salaries',
    'SELECT * FROM events ASOF JOIN private.salaries AS s ON events.id = s.s AND events.id > s.s',
    'SELECT * FROM events SEMI LEFT JOIN private.salaries AS s ON 1 = 1',
    'SELECT * FROM events UNION DISTINCT SELECT 1, s, [] FROM private.salaries',
    'SELECT name FROM events INTERSECT SELECT s FROM private.salaries',
    'SELECT name FROM events EXCEPT SELECT s FROM private.salaries',
    'SELECT 1 WHERE EXISTS (SELECT 1 FROM private.salaries)',
    "SELECT 'a' = ANY (SELECT s FROM private.salaries)",
    'WITH RECURSIVE r AS (SELECT s FROM private.salaries UNION ALL SELECT s FROM r) SELECT * FROM r',
    'WITH x AS MATERIALIZED (SELECT s FROM private.salaries) SELECT * FROM x',
  ],
  'what the server knows of itself and of others': [
    'SELECT * FROM system.query_log',
    'SELECT * FROM system.one',
    'SELECT * FROM system.numbers LIMIT 1',
    'SELECT * FROM system.disks',
    'SELECT * FROM system.user_processes',
    'SELECT * FROM system.functions',
    'SELECT * FROM system.stack_trace',
    'SELECT * FROM system.server_settings',
    'SELECT 1 IN system.one',
    'SELECT * FROM `SYSTEM`.`processes`',
    'SELECT * FROM information_schema.columns',
    'SHOW SETTING max_threads',
    'SHOW CREATE DATABASE default',
    'SHOW CREATE VIEW leak',
    'SHOW DICTIONARIES FROM private',
    'SHOW COLUMNS FROM salaries FROM private',
    'SHOW INDEX FROM events',
    'SHOW CLUSTERS',
    'SHOW ENGINES',
    'SHOW FUNCTIONS',
    'SHOW FILESYSTEM CACHES',
    'SHOW MERGES',
    'SHOW ACCESS',
    'SHOW USERS',
    'SHOW ROLES',
    'SHOW POLICIES',
    'SHOW QUOTAS',
    'SHOW PROFILES',
    'SHOW TEMPORARY TABLES',
    "SHOW TABLES FROM default LIKE '%'",
    'SHOW FULL TABLES FROM private',
    'EXISTS TABLE private.salaries',
    'EXISTS DATABASE private',
    'CHECK TABLE events',
    'DESCRIBE private.salaries',
    'DESCRIBE (SELECT * FROM private.salaries)',
    "DESCRIBE TABLE url('http://127.0.0.1:1/')",
    'SELECT serverUUID()',
    'SELECT uptime()',
    'SELECT tcpPort()',
    'SELECT FQDN()',
    'SELECT buildId()',
    'SELECT connectionId()',
    'SELECT initialQueryID()',
    'SELECT currentProfiles()',
    "SELECT getMacro('x')",
    'SELECT showCertificate()',
    'SELECT filesystemCapacity()',
    'SELECT getOSKernelVersion()',
    "SELECT isMergeTreePartCoveredBy('a', 'b')",
    "SELECT demangle('x')",
    'SELECT addressToLine(1)',
    'SELECT _path FROM events',
    'SELECT partitionId(1)',
  ],
  'explanations that run what they explain': [
    "EXPLAIN PIPELINE SELECT file('FILE')",
    "EXPLAIN PLAN SELECT file('FILE')",
    'EXPLAIN ESTIMATE SELECT * FROM private.salaries',
    "EXPLAIN SYNTAX SELECT file('FILE')",
    "EXPLAIN AST SELECT file('FILE')",
    "EXPLAIN TABLE OVERRIDE mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    'EXPLAIN CURRENT TRANSACTION',
    'EXPLAIN ANALYZE SELECT 1',
  ],
  'settings and formats inside': [
    'SELECT 1 FORMAT CSV SETTINGS readonly = 0',
    'SELECT (SELECT 1 SETTINGS max_execution_time = 0)',
    'SELECT * FROM view(SELECT 1 SETTINGS max_memory_usage = 0)',
    'WITH x AS (SELECT 1 SETTINGS readonly = 0) SELECT * FROM x',
    'SELECT 1 UNION ALL SELECT 2 SETTINGS allow_ddl = 1',
    "SELECT 1 INTO OUTFILE 'OUT' AND STDOUT",
    "SELECT 1 INTO OUTFILE 'OUT' APPEND",
    "SELECT 1 INTO OUTFILE 'OUT' COMPRESSION 'gzip'",
    "SELECT 1 UNION ALL SELECT 2 INTO OUTFILE 'OUT'",
    "SELECT 1 /* */ INTO/**/OUTFILE 'OUT'",
    'SELECT 1 PARALLEL WITH SELECT 2',
    'SELECT 1 FORMAT `Template`',
    'SELECT 1 FORMAT SQLInsert',
    'SELECT 1 FORMAT CapnProto',
    'SELECT 1 FORMAT Regexp',
  ],
  'several statements, comments and encodings': [
    'SELECT 1;DROP TABLE events',
    'SELECT 1 -- x\n; DROP TABLE events',
    'SELECT 1 /* ; */ ; DROP TABLE events',
    'SELECT 1 # x\n; DROP TABLE events',
    'SELECT 1 //\n; DROP TABLE events',
    'SELECT 1\u037e DROP TABLE events',
    'SELECT 1;\u0000DROP TABLE events',
    '\u0000SELECT 1',
    '\ufeffDROP TABLE events',
    "SELECT 'a\\\\'; DROP TABLE events --'",
    'SELECT $x$ $x$; DROP TABLE events; SELECT $x$ $x$',
    'SELECT 1 AS `;`; DROP TABLE events',
    '(((SELECT 1); DROP TABLE events))',
    "SELECT f\\u0069le('FILE')",
    "SELECT \uff46ile('FILE')",
    "SELECT fіle('FILE')",
    "SELECT file\u00a0('FILE')",
    "SELECT `fil\\x65`('FILE')",
    "SELECT `f\\ile`('FILE')",
    "SELECT FILE('FILE')",
    "SELECT {f:Identifier}('FILE')",
    "SELECT executeQuery('SELECT 1')",
    "SELECT (x -> file(x))('FILE')",
    "SELECT arrayFold((a, x) -> file(x), ['FILE'], '')",
    "SELECT arrayReduce('file', ['FILE'])",
    "SELECT initializeAggregation('file', 'FILE')",
    'SELECT evalMLMethod(1, 2)',
    "SELECT catboostEvaluate('FILE', 1)",
    "SELECT naiveBayesClassifier('x', 'y')",
    "SELECT structureToCapnProtoSchema('a String')",
    'SELECT currentSchemas(true)',
    "SELECT lemmatize('en', 'x')",
    "SELECT synonyms('x', 'y')",
    "SELECT stem('en', 'x')",
    "SELECT detectLanguage('x')",
  ],
  'statements with another verb': [
    'MOVE USER x TO y',
    'CREATE NAMED COLLECTION x AS a = 1',
    'CREATE WORKLOAD x',
    'CREATE RESOURCE x (WRITE DISK d)',
    'CREATE DICTIONARY x (a UInt8) PRIMARY KEY a SOURCE(NULL()) LAYOUT(FLAT())',
    'CREATE DATABASE x',
    'CREATE MATERIALIZED VIEW x ENGINE = Memory AS SELECT 1',
    "CREATE TABLE x ENGINE = File(CSV, 'OUT') AS SELECT 1",
    'REPLACE TABLE events ENGINE = Memory AS SELECT 1',
    'EXCHANGE TABLES events AND per_name',
    'UNDROP TABLE events',
    'UPDATE events SET id = 1 WHERE 1',
    "ALTER USER default IDENTIFIED BY 'x'",
    'ALTER TABLE events FREEZE',
    "RESTORE TABLE events FROM File('OUT')",
    'SYSTEM FLUSH LOGS',
    'SYSTEM RELOAD CONFIG',
    'SYSTEM DROP MARK CACHE',
    'SET ROLE ALL',
    'SET DEFAULT ROLE ALL TO default',
    'SET TRANSACTION SNAPSHOT 1',
    "COPY events TO 'OUT'",
    "EXECUTE IMMEDIATE 'SELECT 1'",
    'PREPARE x AS SELECT 1',
    'CALL x()',
    'EXEC x',
    'WATCH leak',
    'KILL MUTATION WHERE 1',
    'KILL TRANSACTION WHERE 1',
    'DELETE FROM events',
    'DROP DATABASE private',
    'TRUNCATE DATABASE default',
    'COMMIT',
  ],
};

/** 497 by the gate; the rest is what the parser refuses before it: no such syntax, name, function or format. */
const REFUSED = new Set(['497', '62', '63', '348', '78', '60', '46', '36', '47', '456', '73', '42', '457', '164']);

describe('[D4] ideas to get past the gate', () => {
  it.each(Object.entries(tricks))('[D4] %s', async (_idea, tries) => {
    const out = path.join(guarded.engine.dataDir, 'out');
    const broken: object[] = [];
    for (const sql of tries) {
      const { status, text, code } = await guarded.read(sql.replaceAll('OUT', out), { param_f: 'file' });
      const isRefused = status !== 200 && REFUSED.has(code ?? '');
      if (!isRefused || text.includes('TOP-SECRET') || existsSync(out)) broken.push({ sql, status, code, text });
    }
    expect(broken).toEqual([]);
    expect(await guarded.engine.sql('SELECT count() FROM events')).toBe('3\n');
    expect(await guarded.engine.sql('SELECT count() FROM private.salaries')).toBe('1\n');
  });

  it('[D4] there are more than 200 of them, none twice', () => {
    const all = Object.values(tricks).flat();
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('[D4] more than the machine has', () => {
  it.each([
    ['rows without end', 'SELECT count() FROM numbers(1000000000000)', ['158', '307', '159']],
    ['columns of random bytes', 'SELECT length(randomString(2000000000))', ['241', '131', '36']],
    ['a text that grows', "SELECT length(repeat(repeat('x', 1000000), 1000000))", ['241', '131']],
    ['an array that grows', 'SELECT length(range(1000000000))', ['241', '69', '36']],
    ['a product of tables', 'SELECT count() FROM numbers(1000000) a, numbers(1000000) b', ['159', '158', '241', '160']],
    ['an expression without end', `SELECT ${'('.repeat(2_000)}1${')'.repeat(2_000)}`, ['306', '62', '167']],
    ['a sum without end', `SELECT ${'1+'.repeat(30_000)}1`, ['168', '167', '306', '62', '497']],
    [
      'a recursion without end',
      'WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT sum(x) FROM r',
      ['306', '159', '241', '497', '62'],
    ],
  ])('[D4] %s', async (_what, sql, codes) => {
    const { status, text, code } = await guarded.read(sql, { max_execution_time: '2', wait_end_of_query: '1' });
    expect(status).not.toBe(200);
    expect({ code: codes.includes(code ?? '') ? 'as expected' : code, text: text.slice(0, 300) }).toMatchObject({
      code: 'as expected',
    });
    expect(await guarded.engine.sql('SELECT 1')).toBe('1\n');
  });
});
