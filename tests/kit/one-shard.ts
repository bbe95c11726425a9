import type { ClusterLayout } from './cluster-stand-in.js';

/** What a server without Keeper and without others makes of a statement for the cluster. */
export const asAlone = (sql: string): string =>
  sql.startsWith('SYSTEM SYNC REPLICA')
    ? 'SELECT 1'
    : sql
        .replace(/ ON CLUSTER '[^']*'/, '')
        .replace(/Replicated(\w*MergeTree)\('[^']*', '[^']*'(, )?/, '$1(')
        .replace(
          /replicated_deduplication_window = \d+, replicated_deduplication_window_seconds = \d+/,
          'non_replicated_deduplication_window = 1000',
        );

/** Macros, and `remote_servers` of clusters with the given shards, each a list of its replicas' names. No port is opened. */
export function clusterConfig(clusters: Record<string, readonly (readonly string[])[]>): string {
  const replica = (host: string): string => `<replica><host>${host}</host><port>9000</port></replica>`;
  const shard = (hosts: readonly string[]): string =>
    `<shard><internal_replication>true</internal_replication>${hosts.map(replica).join('')}</shard>`;
  const servers = Object.entries(clusters).map(([name, shards]) => `<${name}>${shards.map(shard).join('')}</${name}>`);
  return `<clickhouse>
  <tcp_port>9000</tcp_port>
  <macros><cluster>argus</cluster><shard>1</shard><replica>a</replica></macros>
  <remote_servers>${servers.join('')}</remote_servers>
</clickhouse>`;
}

/** One shard of one replica: the tables are the engine's own, and Distributed tables really write into local ones. */
export const ONE_SHARD: ClusterLayout = {
  config: clusterConfig({ argus: [['127.0.0.1']] }),
  setUp: [],
  onEveryServer: (sql) => [asAlone(sql)],
  asked: (sql) => sql,
};
