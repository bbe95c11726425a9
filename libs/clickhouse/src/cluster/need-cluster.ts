import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf } from './cluster.js';

/** What CLICKHOUSE_CLUSTER says does not fit what the server says of itself. */
export class ClusterSetupError extends Error {
  override name = 'ClusterSetupError';
}

interface Facts {
  clusters: string[];
  macros: string[];
  name: string;
}

const FACTS = (name: string): string => `
  SELECT (SELECT groupUniqArray(cluster) FROM system.clusters) AS clusters,
    (SELECT groupArray(macro) FROM system.macros) AS macros,
    ${/^\{\w+\}$/.test(name) ? `if(has(macros, '${name.slice(1, -1)}'), (SELECT any(substitution) FROM system.macros WHERE macro = '${name.slice(1, -1)}'), '')` : `'${name}'`} AS name`;

/** Why tables of a cluster cannot be made there; undefined where they can. Pure. */
export function clusterProblem(asked: string, { clusters, macros, name }: Facts): string | undefined {
  if (name === '') return `the server has no macro ${asked}, which CLICKHOUSE_CLUSTER names`;
  if (!clusters.includes(name)) {
    const known = clusters.length > 0 ? clusters.sort().join(', ') : 'none';
    return `the server knows no cluster "${name}", which CLICKHOUSE_CLUSTER names (it knows: ${known}); see remote_servers in its configuration`;
  }
  const missing = ['shard', 'replica'].filter((macro) => !macros.includes(macro));
  if (missing.length === 0) return undefined;
  return `the server has no macro ${missing.map((macro) => `{${macro}}`).join(' and no macro ')}; every server of a cluster needs both, see docs/cluster.md`;
}

/** Throws ClusterSetupError where the server is not a member of the cluster that the client was made for. */
export async function needCluster(client: ClickHouseClient): Promise<void> {
  const cluster = clusterOf(client);
  if (!cluster) return;
  const answer = await client.query({ query: FACTS(cluster.name), format: 'JSONEachRow' });
  const [facts] = await answer.json<Facts>();
  const problem = facts && clusterProblem(cluster.name, facts);
  if (problem) throw new ClusterSetupError(problem);
}
