import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { CLUSTER_SETTINGS, type Cluster, setCluster, setSayToOne } from './cluster/cluster.js';
import { isDdl, renderForCluster } from './cluster/render-ddl.js';
import { STATED_SETTINGS } from './settings.js';

export type { ClickHouseClient } from '@clickhouse/client';

/** Where ClickHouse is and how it is talked to. */
export interface ClickHouseOptions {
  /** Base URL of the HTTP interface, such as `http://127.0.0.1:8123`. */
  url: string;
  /** Default: `default` without a password. */
  user?: string;
  password?: string;
  /** Default: `default`. */
  database?: string;
  /** A cluster of which the server is a member: tables are then made, written and asked on all of it. */
  cluster?: string | undefined;
  /** Most connections at once; more queries wait for one. Default 10. */
  maxConnections?: number;
  /** Milliseconds without an answer after which a request is given up. Default 30,000. */
  requestTimeoutMs?: number;
}

const isLoopback = (url: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/**
 * Makes a client; nothing is sent before the first request. Answers are compressed only when they leave the machine:
 * on loopback that would cost more than it saves.
 */
export function createClickHouse(options: ClickHouseOptions): ClickHouseClient {
  const { cluster: name, database = 'default' } = options;
  const client = createClient({
    url: options.url,
    username: options.user ?? 'default',
    password: options.password ?? '',
    database,
    max_open_connections: options.maxConnections ?? 10,
    request_timeout: options.requestTimeoutMs ?? 30_000,
    compression: { request: false, response: !isLoopback(options.url) },
    // Shorter than the server's own (ClickHouse 3 s before 23.11, 10 s or 30 s since): the side that closes first must be us.
    keep_alive: { enabled: true, idle_socket_ttl: 2_500 },
    clickhouse_settings: name ? { ...STATED_SETTINGS, ...CLUSTER_SETTINGS } : STATED_SETTINGS,
    // Its own log is not ours in form, and every failure is thrown anyway.
    log: { level: ClickHouseLogLevel.OFF },
  });
  return name ? forCluster(client, { name, database }) : client;
}

/** What changes tables is said to every server of the cluster, in the form that it has there. */
function forCluster(client: ClickHouseClient, cluster: Cluster): ClickHouseClient {
  setCluster(client, cluster);
  const say = client.command.bind(client);
  setSayToOne(client, say);
  client.command = async (params) => {
    if (!isDdl(params.query)) return say(params);
    const [first, ...rest] = renderForCluster(params.query, cluster);
    let result = await say({ ...params, query: first ?? params.query });
    for (const query of rest) result = await say({ ...params, query });
    return result;
  };
  return client;
}
