import { describe, expect, it } from '@jest/globals';
import type { ClickHouseClient } from '@clickhouse/client';
import { setCluster, setSayToOne } from './cluster/cluster.js';
import { isDdl, renderForCluster } from './cluster/render-ddl.js';
import { migrate } from './migrate.js';
import { readMigrations } from './migration-files.js';
import { MissingTablesError, tablesOf } from './schema-tables.js';

const cluster = { name: 'argus', database: 'default' };
const all = await readMigrations();
const versions = all.map(({ version, checksum }) => ({ version, checksum }));
const nameIn = (sql: string): string | undefined =>
  /^CREATE (?:MATERIALIZED VIEW|TABLE) IF NOT EXISTS (?:default\.)?(\w+)/.exec(sql)?.[1];

interface Given {
  isCluster?: boolean;
  /** Tables of the server that is asked. */
  here?: string[];
  /** Tables that another server has, and answers with. */
  there?: string[];
  /** What is recorded as applied, on every server. */
  applied?: typeof versions;
  /** A statement that ClickHouse refuses. */
  refuses?: RegExp;
}

/** One server of a cluster (or one alone), and what it is told: `said` on its own, `toAll` on the cluster. */
function server({ isCluster = true, here = [], there = [], applied = [], refuses }: Given) {
  const tables = new Set(here);
  const said: string[] = [];
  const toAll: string[] = [];
  const run = (sql: string) => {
    if (refuses?.test(sql)) throw new Error('Code: 122. METADATA_MISMATCH');
    const name = nameIn(sql);
    if (name) tables.add(name);
  };
  const rowsOf = (query: string): unknown[] => {
    if (query.includes('system.macros')) return [{ clusters: ['argus'], macros: ['shard', 'replica'], name: 'argus' }];
    if (query.includes('clusterAllReplicas'))
      return there
        .filter((name) => !tables.has(name))
        .map((name) => ({ name, sql: name.endsWith('_mv') ? viewOf(name) : `CREATE TABLE default.${name} (a Int8)` }));
    if (query.includes('system.tables')) return [...tables].map((name) => ({ name }));
    if (query.includes('system.settings')) return [{ name: 'allow_materialized_view_with_bad_select' }];
    if (query.includes('schema_migrations')) return applied;
    throw new Error(`not expected: ${query}`);
  };
  const client = {
    query: async ({ query }: { query: string }) => ({ json: async () => rowsOf(query) }),
    insert: async ({ values }: { values: typeof versions }) => void (applied = [...applied, ...values]),
    command: async ({ query }: { query: string }) => {
      for (const sql of isCluster && isDdl(query) ? renderForCluster(query, cluster) : [query]) {
        toAll.push(sql);
        run(sql.replaceAll(/--.*$/gm, '').trim());
      }
    },
  } as unknown as ClickHouseClient;
  if (isCluster) setCluster(client, cluster);
  setSayToOne(client, (async ({ query }: { query: string }) => {
    said.push(query);
    run(query);
  }) as unknown as ClickHouseClient['command']);
  return { client, tables, said, toAll };
}

/** The views as ClickHouse shows them. */
const viewOf = (name: string): string => {
  const table = name.replace(/_mv$/, '');
  const read = { activity_daily: 'activity_hourly', refused_events_1m: 'errors' }[table] ?? 'events';
  return `CREATE MATERIALIZED VIEW default.${name} TO default.${table}_local (\`a\` Int8) AS SELECT a FROM default.${read}_local`;
};

const expected = tablesOf(all, cluster);

describe('[A4] the tables of a schema', () => {
  it('[A4] are those that the migrations make, and on a cluster those above as well', () => {
    const alone = tablesOf(all, undefined);
    expect(alone).toEqual(
      expect.arrayContaining(['schema_migrations', 'events', 'event_counts_1m_mv', 'delivery_holds']),
    );
    expect(alone.some((name) => name.endsWith('_local'))).toBe(false);
    expect(expected).toEqual(
      expect.arrayContaining(['events', 'events_local', 'event_counts_1m_mv', 'delivery_holds']),
    );
    expect(expected).not.toContain('delivery_holds_local');
  });

  it('[A4] are made by the migrations on a new cluster, and nothing is asked for twice', async () => {
    const { client, tables, said, toAll } = server({});
    expect(await migrate(client)).toHaveLength(all.length);
    expect([...tables].sort()).toEqual([...expected].sort());
    expect(said).toEqual([]);
    const before = toAll.length;
    expect(await migrate(client)).toEqual([]);
    expect(toAll).toHaveLength(before);
  });
});

describe('[A4] a server that joins a cluster', () => {
  it('[A4] gets its tables as another server has them, views before the raw tables, and says nothing to all', async () => {
    const { client, tables, said, toAll } = server({ there: expected, applied: versions });
    expect([...(await migrate(client))].sort()).toEqual([...expected].sort());
    expect([...tables].sort()).toEqual([...expected].sort());
    expect(toAll).toEqual([]);
    const order = said.flatMap((sql) => nameIn(sql) ?? []);
    const views = expected.filter((name) => name.endsWith('_mv'));
    expect(order.slice(0, views.length).sort()).toEqual([...views].sort());
    expect(order.at(-3)).toBe('activity_hourly_local');
    expect(order.slice(-2).sort()).toEqual(['errors_local', 'events_local']);
    expect(said.at(-1)).toBe('SYSTEM SYNC REPLICA default.schema_migrations');
  });

  it('[A4] gets what it lacks where it joined half', async () => {
    const views = expected.filter((name) => name.endsWith('_mv'));
    const here = expected.filter((name) => !views.includes(name));
    const { client, tables } = server({ here, there: expected, applied: versions });
    expect([...(await migrate(client))].sort()).toEqual([...views].sort());
    expect(tables.size).toBe(expected.length);
  });

  it('[A4] is not ready where ClickHouse refuses one, the second time no more than the first', async () => {
    const { client } = server({
      there: expected,
      applied: versions,
      refuses: /TABLE IF NOT EXISTS default.activity_hourly_local/,
    });
    for (let n = 0; n < 2; n++) {
      const failure = await migrate(client).catch((error: unknown) => error as Error);
      expect(failure).toBeInstanceOf(MissingTablesError);
      expect((failure as Error).message).toMatch(/activity_hourly_local.*SYSTEM DROP REPLICA.*METADATA_MISMATCH/);
    }
  });

  it('[A4] is not ready while no server answers that has them, although all is recorded as applied', async () => {
    const here = ['schema_migrations', 'events_local', 'events'];
    const { client } = server({ here, applied: versions });
    for (let n = 0; n < 2; n++) {
      const failure = await migrate(client).catch((error: unknown) => error as Error);
      expect(failure).toBeInstanceOf(MissingTablesError);
      const missing = expected.filter((name) => !here.includes(name));
      expect((failure as Error).message).toContain(`has no ${missing.join(', ')},`);
    }
  });

  it('[A4] is not ready where a migration fails, however often it is tried', async () => {
    const { client } = server({ refuses: /activity_hourly_local/ });
    await expect(migrate(client)).rejects.toThrow('METADATA_MISMATCH');
    await expect(migrate(client)).rejects.toThrow('METADATA_MISMATCH');
  });
});

describe('one server', () => {
  it('is not ready without a view that is recorded as made, and the remedy is named', async () => {
    const here = tablesOf(all, undefined).filter((name) => name !== 'event_counts_1m_mv');
    const { client } = server({ isCluster: false, here, applied: versions });
    await expect(migrate(client)).rejects.toThrow(/has no event_counts_1m_mv,.*schema_migrations.*npm run rebuild/);
  });
});
