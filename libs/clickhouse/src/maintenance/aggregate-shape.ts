import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf, localTable } from '../cluster/cluster.js';
import { AGGREGATES, type Aggregate, viewOf } from './aggregate.js';

/** A column of an aggregate's table: part of its key, or a value that is put together by a function. */
export interface ShapeColumn {
  name: string;
  /** Without the aggregate function around it. */
  type: string;
  /** `sum`, `max`, `groupBitOr`; absent for the columns of the key. */
  merge?: string;
}

/** An aggregate with what the database says of it. */
export interface Shape extends Aggregate {
  /** The SELECT of its view. */
  select: string;
  /** The table from which that reads: the raw one or the aggregate that it hangs on; of a cluster the shard's own. */
  reads: string;
  columns: ShapeColumn[];
}

const SIMPLE = /^SimpleAggregateFunction\((\w+), (.+)\)$/;

/** A column from its name and type. Pure. */
export function shapeColumn({ name, type }: { name: string; type: string }): ShapeColumn {
  const [, merge, inner] = SIMPLE.exec(type) ?? [];
  return merge && inner ? { name, type: inner, merge } : { name, type };
}

/** What the database says of every aggregate; throws where a table or its view is missing. */
export async function readShapes(client: ClickHouseClient): Promise<Shape[]> {
  const rows = async <T>(query: string): Promise<T[]> =>
    (await client.query({ query, format: 'JSONEachRow' })).json<T>();
  const views = await rows<{ name: string; as_select: string }>(
    "SELECT name, as_select FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'",
  );
  const columns = await rows<{ table: string; name: string; type: string }>(
    'SELECT table, name, type FROM system.columns WHERE database = currentDatabase() ORDER BY table, position',
  );
  return AGGREGATES.map((aggregate) => {
    const select = views.find(({ name }) => name === viewOf(aggregate.table))?.as_select;
    const own = columns.filter(({ table }) => table === aggregate.table).map(shapeColumn);
    if (!select || own.length === 0) {
      throw new Error(`${aggregate.table} or its view ${viewOf(aggregate.table)} is missing; start the gateway once`);
    }
    const reads = localTable(clusterOf(client), aggregate.hangsOn ?? aggregate.raw);
    return { ...aggregate, select, reads, columns: own };
  });
}
