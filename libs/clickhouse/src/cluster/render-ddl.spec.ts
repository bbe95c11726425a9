import { describe, expect, it } from '@jest/globals';
import { readMigrations } from '../migration-files.js';
import { EVERYWHERE } from './placement.js';
import { plainEngine } from './render-create-table.js';
import { ClusterStatementError, isDdl, renderForCluster } from './render-ddl.js';

const cluster = { name: 'argus', database: 'default' };
const render = (sql: string): string[] => renderForCluster(sql, cluster).map((text) => text.replaceAll(/\s+/g, ' '));

describe('[A4] the cluster form of a statement', () => {
  it('[A4] makes a replicated table of a shard, and a Distributed one of the plain name', () => {
    const sql = `CREATE TABLE IF NOT EXISTS t (
      user_id String, -- who; perhaps nobody
      session_id String) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (at, user_id)
      SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1`;
    expect(render(sql)).toEqual([
      "CREATE TABLE IF NOT EXISTS default.t_local ON CLUSTER 'argus' ( user_id String, session_id String) " +
        "ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}') " +
        'PARTITION BY toYYYYMM(at) ORDER BY (at, user_id) SETTINGS replicated_deduplication_window = 20000, ' +
        'replicated_deduplication_window_seconds = 86400, fsync_after_insert = 1',
      "CREATE TABLE IF NOT EXISTS default.t ON CLUSTER 'argus' AS default.t_local ENGINE = " +
        "Distributed('argus', 'default', 't_local', sipHash64(if(user_id != '', user_id, session_id)))",
    ]);
  });

  it('[A4] keeps the parameters of an engine', () => {
    const [local] = render('CREATE TABLE t (a Int8, v Int8) ENGINE = ReplacingMergeTree(v) ORDER BY a');
    expect(local).toContain(
      "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', v) ORDER BY a",
    );
  });

  it('[A4] gives every server all of the tables of housekeeping', () => {
    expect(render('CREATE TABLE schema_migrations (a Int8) ENGINE = MergeTree ORDER BY a')).toEqual([
      "CREATE TABLE default.schema_migrations ON CLUSTER 'argus' (a Int8) ENGINE = " +
        "ReplicatedMergeTree('/clickhouse/tables/everywhere/{database}/{table}', '{shard}-{replica}') ORDER BY a",
    ]);
  });

  it('[A4] lets a view read and fill its own shard', () => {
    const sql =
      'CREATE MATERIALIZED VIEW IF NOT EXISTS a_mv TO a AS SELECT x FROM (SELECT x, y FROM events) GROUP BY x';
    expect(render(sql)).toEqual([
      "CREATE MATERIALIZED VIEW IF NOT EXISTS default.a_mv ON CLUSTER 'argus' TO default.a_local AS " +
        'SELECT x FROM (SELECT x, y FROM default.events_local) GROUP BY x',
    ]);
    expect(render('ALTER TABLE a_mv MODIFY QUERY SELECT x FROM default.events, numbers(3)')).toEqual([
      "ALTER TABLE default.a_mv ON CLUSTER 'argus' MODIFY QUERY SELECT x FROM default.events_local, numbers(3)",
    ]);
  });

  it('[A4] changes columns above as well, and what is stored below alone', () => {
    const sql =
      "ALTER TABLE events ADD COLUMN os String DEFAULT f('a, b', 1) CODEC(ZSTD(1)), ADD INDEX i os TYPE set(9), MODIFY TTL at";
    expect(render(sql)).toEqual([
      `ALTER TABLE default.events_local ON CLUSTER 'argus' ${sql.slice('ALTER TABLE events '.length)}`,
      "ALTER TABLE default.events ON CLUSTER 'argus' ADD COLUMN os String DEFAULT f('a, b', 1)",
    ]);
  });

  it('[A4] drops both, copies partitions below, and waits for replicas', () => {
    expect(render('DROP TABLE IF EXISTS events_rebuild SYNC')).toEqual([
      "DROP TABLE IF EXISTS default.events_rebuild ON CLUSTER 'argus' SYNC",
      "DROP TABLE IF EXISTS default.events_rebuild_local ON CLUSTER 'argus' SYNC",
    ]);
    expect(render('DELETE FROM events WHERE user_id = {user:String}')).toEqual([
      "DELETE FROM default.events_local ON CLUSTER 'argus' WHERE user_id = {user:String}",
    ]);
    expect(render('DROP VIEW a_mv')).toEqual(["DROP VIEW default.a_mv ON CLUSTER 'argus'"]);
    expect(render("ALTER TABLE a ATTACH PARTITION ID '2026' FROM b")).toEqual([
      "ALTER TABLE default.a_local ON CLUSTER 'argus' ATTACH PARTITION ID '2026' FROM default.b_local",
    ]);
    expect(render('SYSTEM SYNC REPLICA events')).toEqual([
      "SYSTEM SYNC REPLICA ON CLUSTER 'argus' default.events_local",
    ]);
  });

  it('[A4] says each statement of the migrations, and nothing in the words of one server', async () => {
    for (const { statements } of await readMigrations()) {
      for (const sql of statements) {
        const rows = /^\s*(INSERT|SELECT)/i.test(sql.replaceAll(/--.*$/gm, '').trim());
        expect(isDdl(sql)).toBe(!rows);
        for (const text of rows ? [] : render(sql)) {
          expect(text).toContain("ON CLUSTER 'argus'");
          expect(text).not.toMatch(/ENGINE = (?!Replicated|Distributed)/);
        }
      }
    }
  });

  it('[A4] puts small tables everywhere, and rows of events and aggregates on shards', async () => {
    const tables = (await readMigrations()).flatMap(({ statements }) =>
      statements.map((sql) => sql.replaceAll(/--.*$/gm, '').trim()),
    );
    const small = tables.filter((sql) => /ENGINE = (Replacing)?MergeTree/.test(sql) && !/\bbatch_id\b/.test(sql));
    const names = small.map((sql) => /^CREATE TABLE IF NOT EXISTS (\w+)/.exec(sql)?.[1]);
    expect(names.filter((name) => !EVERYWHERE.includes(name ?? ''))).toEqual([]);
  });

  it('[A4] quotes a database whose name asks for it', () => {
    expect(renderForCluster('DROP VIEW a', { name: '{cluster}', database: 'my-db' })).toEqual([
      "DROP VIEW `my-db`.a ON CLUSTER '{cluster}'",
    ]);
  });

  it('[A4] refuses what nobody has thought about', () => {
    for (const sql of ['EXCHANGE TABLES a AND b', 'RENAME TABLE a TO b', 'CREATE DICTIONARY d (a Int8)']) {
      expect(() => render(sql)).toThrow(ClusterStatementError);
    }
    expect(() => render('CREATE TABLE a AS b')).toThrow('needs an engine');
  });
});

describe('[C7] plainEngine', () => {
  it('[C7] is what a table is made by on one server', () => {
    expect(plainEngine("ReplicatedAggregatingMergeTree('/clickhouse/x', '{replica}') ORDER BY a SETTINGS b = 1")).toBe(
      'AggregatingMergeTree() ORDER BY a SETTINGS b = 1',
    );
    expect(plainEngine("ReplicatedReplacingMergeTree('/clickhouse/x', '{replica}', v) ORDER BY a")).toBe(
      'ReplacingMergeTree(v) ORDER BY a',
    );
  });
});
