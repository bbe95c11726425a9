import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';

/** A cluster of ClickHouse servers, as their configuration names it. */
export interface Cluster {
  /** As in `remote_servers`, or a macro such as `{cluster}`. */
  name: string;
  /** The database on every server in which the tables are. */
  database: string;
}

const clusters = new WeakMap<ClickHouseClient, Cluster>();

/** Remembers that a client speaks to a cluster. */
export const setCluster = (client: ClickHouseClient, cluster: Cluster): void => void clusters.set(client, cluster);

type Say = ClickHouseClient['command'];
const saysToOne = new WeakMap<ClickHouseClient, Say>();

/** Remembers how a client of a cluster says something to the server alone that it is connected to. */
export const setSayToOne = (client: ClickHouseClient, say: Say): void => void saysToOne.set(client, say);

/** Says something to the server alone that the client is connected to, as it stands. */
export const sayToOne = (client: ClickHouseClient, params: Parameters<Say>[0]): ReturnType<Say> =>
  (saysToOne.get(client) ?? client.command.bind(client))(params);

/** The cluster that a client speaks to; undefined where it is one server. */
export const clusterOf = (client: ClickHouseClient): Cluster | undefined => clusters.get(client);

/** The table that holds a shard's own rows: of a cluster the one below the Distributed table. */
export const localTable = (cluster: Cluster | undefined, table: string): string =>
  cluster && !table.endsWith('_local') ? `${table}_local` : table;

/** The name under which people know a table: of a cluster the one above a shard's own rows. */
export const plainTable = (cluster: Cluster | undefined, table: string): string =>
  cluster ? table.replace(/_local$/, '') : table;

/** The database of our tables, as SQL: a server that is asked for another one may take another by itself. */
export const databaseOf = (cluster: Cluster | undefined): string =>
  cluster ? `'${cluster.database.replaceAll(/['\\]/g, '\\$&')}'` : 'currentDatabase()';

/** A name with its database: every server runs the statement, whatever database it would take by itself. */
export const qualified = ({ database }: Cluster, table: string): string =>
  `${/^[a-z_]\w*$/i.test(database) ? database : `\`${database.replaceAll('`', '\\`')}\``}.${table}`;

/** A table of the server itself, such as `system.processes`, of every server that answers. Name and cluster are ours. */
export const ofEveryServer = (cluster: Cluster | undefined, table: string): string =>
  cluster ? `clusterAllReplicas('${cluster.name}', ${table})` : table;

/** Such a table of one replica of every shard: what is stored, each row once. */
export const ofEveryShard = (cluster: Cluster | undefined, table: string): string =>
  cluster ? `cluster('${cluster.name}', ${table})` : table;

/** A table of ours with the rows of every replica, each of which must have them, or must have lost them. */
export const ofEveryReplica = (cluster: Cluster | undefined, table: string): string =>
  cluster ? ofEveryServer(cluster, qualified(cluster, localTable(cluster, table))) : table;

/** The numbers of a cluster's shards; one server is none. */
export async function shardsOf(client: ClickHouseClient): Promise<number[]> {
  const cluster = clusterOf(client);
  if (!cluster) return [];
  const query = `SELECT DISTINCT _shard_num AS shard FROM ${ofEveryShard(cluster, 'system.one')} ORDER BY shard`;
  const answer = await client.query({ query, format: 'JSONEachRow' });
  return (await answer.json<{ shard: number }>()).map(({ shard }) => shard);
}

/**
 * How a cluster is asked. Everything reads and writes the first replica of a shard that is up: what was inserted is seen
 * at once, and numbers do not jump back with the next request because another replica is a moment behind.
 */
export const CLUSTER_SETTINGS: ClickHouseSettings = {
  load_balancing: 'in_order',
  prefer_localhost_replica: 0,
  // `WHERE x IN (SELECT ... FROM events)` is about the events of all shards, not about those of the one that is asked.
  distributed_product_mode: 'global',
  // An insert is answered when every shard has its rows, or with an error; never from a spool on the disk of one server.
  distributed_foreground_insert: 1,
  // What is selected comes to the server that is asked, and is cut by the sharding key there.
  parallel_distributed_insert_select: '0',
  // Below the time-out of a request, so that the answer says which server is missing.
  distributed_ddl_task_timeout: '25',
  skip_unavailable_shards: 0,
};
