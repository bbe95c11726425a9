import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { EngineUnderTest } from '../kit/engine.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CONFIG = path.join(ROOT, 'clickhouse/config');
const FILES = readdirSync(CONFIG, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.xml'));
const text = (file: string): string => readFileSync(path.join(CONFIG, file), 'utf8');

type Node = { [name: string]: Node | string };
const parse = (file: string): Node =>
  (new XMLParser({ ignoreAttributes: false }).parse(text(file)) as { clickhouse: Node }).clickhouse;

/** Elements of a configuration that are no settings but lists or things of their own. */
const STRUCTURES = /^(logger|merge_tree|macros|remote_servers|zookeeper|distributed_ddl|interserver_\w+|\w+_log)$/;

describe('[A4] the configuration for a ClickHouse server', () => {
  let engine: EngineUnderTest;

  beforeAll(async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'argus-config-'));
    // The engine merges what lies in `conf.d` into its own configuration, as a server does with `config.d`.
    await mkdir(path.join(dataDir, 'conf.d'));
    await writeFile(path.join(dataDir, 'conf.d/argus.xml'), text('config.d/argus.xml'));
    engine = await EngineUnderTest.start({ dataDir });
  });

  afterAll(() => engine.remove());

  const names = async (table: string): Promise<Set<string>> =>
    new Set((await engine.sql(`SELECT name FROM system.${table}`)).trim().split('\n'));

  it.each(FILES)('[A4] %s is well-formed', (file) => {
    expect(XMLValidator.validate(text(file))).toBe(true);
  });

  it('[A4] sets what the server knows', async () => {
    const server = await names('server_settings');
    const mergeTree = await names('merge_tree_settings');
    const { merge_tree = {}, ...settings } = parse('config.d/argus.xml');
    expect(Object.keys(settings).filter((name) => !STRUCTURES.test(name) && !server.has(name))).toEqual([]);
    expect(Object.keys(merge_tree).filter((name) => !mergeTree.has(name))).toEqual([]);
    const { profiles } = parse('users.d/argus.xml') as { profiles: { reader: Node } };
    const known = await names('settings');
    expect(Object.keys(profiles.reader).filter((name) => !known.has(name))).toEqual([]);
  });

  it('[A4] is taken over by the engine', async () => {
    const sql = `SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage_to_ram_ratio'`;
    expect((await engine.sql(sql)).trim()).toBe('0.6');
  });

  it('[D4] lets the reader read every table of events, and nothing else', async () => {
    const { users } = parse('users.d/argus.xml') as unknown as { users: { reader: { grants: { query: string[] } } } };
    const granted = users.reader.grants.query;
    for (const query of granted) expect(query).toMatch(/^GRANT SELECT ON default\.\w+$/);
    const folder = path.join(ROOT, 'clickhouse/migrations');
    const sql = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
    const tables = sql.flatMap((file) =>
      [...file.matchAll(/^CREATE TABLE IF NOT EXISTS (\w+)/gm)].map(([, name]) => name ?? ''),
    );
    const inner = new Set(['delivery_holds', 'gateway_settings', 'retention_changes']);
    const wanted = tables.flatMap((table) => (inner.has(table) ? [] : [table, `${table}_local`]));
    expect(granted.map((query) => query.split('default.')[1]).sort()).toEqual(wanted.sort());
  });
});
