import { describe, expect, it } from '@jest/globals';
import type { Shape } from '../maintenance/aggregate-shape.js';
import { balanceSql, batchesOf, dropKeysSql, zerosSql } from './balance.js';

const shape: Shape = {
  table: 'event_counts_1m',
  raw: 'events',
  time: 'timestamp',
  bucket: 'minute',
  select:
    'SELECT toStartOfMinute(timestamp) AS minute, name, count() AS events FROM default.events_local GROUP BY minute, name',
  reads: 'events_local',
  columns: [
    { name: 'minute', type: "DateTime('UTC')" },
    { name: 'name', type: 'LowCardinality(String)' },
    { name: 'events', type: 'UInt64', merge: 'sum' },
  ],
};
const piece = { shape, rawIn: 'timestamp > 1', in: 'minute > 2' };
const flat = (sql: string) => sql.replaceAll(/\s+/g, ' ').trim();

describe('[A4] the balance of a shard', () => {
  it('[A4] compares the rows of that shard alone, through the table above all of them', () => {
    const sql = flat(balanceSql(piece, 2));
    expect(sql).toContain('FROM (SELECT * FROM events WHERE timestamp > 1 AND _shard_num = 2) GROUP BY minute, name)');
    expect(sql).toContain('FROM event_counts_1m WHERE minute > 2 AND _shard_num = 2 GROUP BY minute, name');
    expect(sql).not.toContain('_local');
  });

  it('[A4] says nothing of shards on one server', () => {
    const one = { ...piece, shape: { ...shape, select: shape.select.replace('_local', ''), reads: 'events' } };
    expect(balanceSql(one)).not.toContain('_shard_num');
  });

  it('[A4] removes keys by their texts, with no question in the deletion', () => {
    expect(zerosSql(piece)).toMatch(
      /^SELECT toString\(tuple\(minute, name\)\) AS zero FROM \(SELECT minute, name FROM/,
    );
    expect(dropKeysSql(piece, ["('2026-01-01 00:00:00','a')", "('2026-01-01 00:01:00','b')"])).toBe(
      "DELETE FROM event_counts_1m WHERE (minute, name) IN (('2026-01-01 00:00:00','a'), ('2026-01-01 00:01:00','b'))",
    );
  });
});

describe('[A4] batchesOf', () => {
  it('[A4] cuts texts to so many bytes, and keeps one that is longer', () => {
    expect(batchesOf([], 3)).toEqual([]);
    expect(batchesOf(['a', 'bb', 'c', 'dddd', 'e'], 3)).toEqual([['a', 'bb'], ['c'], ['dddd'], ['e']]);
    // Three bytes each, as ClickHouse counts them.
    expect(batchesOf(['値', '段', 'a'], 6)).toEqual([['値', '段'], ['a']]);
    expect(batchesOf(['値', '段', 'a'], 4)).toEqual([['値'], ['段', 'a']]);
  });
});
