import { type AppliedMigration, pendingMigrations, readMigrations } from '@argus/clickhouse';
import type { SupervisorConfig } from '@argus/config';
import { type Finding, fine, warning, wrong } from './finding.js';

const OLDEST_TESTED = 26;
const CLOCK_TOLERANCE_MS = 2_000;
const PATIENCE_MS = 5_000;

async function ask({ gateway }: SupervisorConfig, query: string): Promise<Response | undefined> {
  const { url, user, password, database } = gateway.clickhouse;
  const headers = { 'x-clickhouse-user': user, 'x-clickhouse-key': password, 'x-clickhouse-database': database };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return fetch(url, { method: 'POST', body: query, headers, signal }).catch(() => undefined);
}

/** Pure. */
export function judgeVersion(version: string, url: string): Finding {
  const found = `${version} at ${url}`;
  if (Number(version.split('.')[0]) >= OLDEST_TESTED) return fine('ClickHouse', found);
  return warning('ClickHouse', found, `Argus is tested with ${OLDEST_TESTED}.x. Upgrade ClickHouse.`);
}

/** Pure. */
export function judgeDrift(ms: number): Finding {
  if (Math.abs(ms) <= CLOCK_TOLERANCE_MS) return fine('Clocks', `${ms} ms apart`);
  const remedy = "Synchronise both (NTP): windows end at the gateway's now.";
  return warning('Clocks', `ClickHouse's clock is ${ms} ms from this one`, remedy);
}

/** What the schema lacks, or has that the program does not know. Pure. */
export function judgeSchema(all: Awaited<ReturnType<typeof readMigrations>>, applied: AppliedMigration[]): Finding {
  try {
    const pending = pendingMigrations(all, applied).map(({ name }) => name);
    const known = new Set(all.map(({ version }) => version));
    const newer = applied.filter(({ version }) => !known.has(version)).length;
    if (pending.length > 0) {
      const remedy = 'The gateway applies them when it starts; events wait in the queue meanwhile.';
      return warning('Schema', `not applied yet: ${pending.join(', ')}`, remedy);
    }
    if (newer === 0) return fine('Schema', `all ${all.length} migrations are applied`);
    const remedy = 'A newer Argus was here. Schemas never go back: use that version, or restore a backup.';
    return warning('Schema', `${newer} migrations that this version does not know`, remedy);
  } catch (error) {
    return wrong('Schema', (error as Error).message, 'Restore the file from the repository.');
  }
}

async function checkSchema(config: SupervisorConfig): Promise<Finding> {
  const answer = await ask(config, 'SELECT version, checksum FROM schema_migrations FORMAT JSONEachRow');
  if (!answer?.ok) {
    const remedy = 'The gateway makes the schema at its first start.';
    return warning('Schema', 'no migration was applied yet', remedy);
  }
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return judgeSchema(
    await readMigrations(),
    lines.map((line) => JSON.parse(line) as AppliedMigration),
  );
}

/** ClickHouse, its schema and its clock; `isRunning` tells whether an embedded one should answer now. */
export async function checkClickHouse(config: SupervisorConfig, isRunning: boolean): Promise<Finding[]> {
  const { url } = config.gateway.clickhouse;
  const began = Date.now();
  const answer = await ask(config, 'SELECT version(), toUnixTimestamp64Milli(now64(3))');
  const middle = (began + Date.now()) / 2;
  if (!answer && config.engine && !isRunning) return [fine('ClickHouse', 'embedded; starts with npm start')];
  if (!answer?.ok) {
    const found = answer ? (await answer.text()).slice(0, 200) : `${url} does not answer`;
    const remedy = config.engine
      ? 'The supervisor starts it again; its log says why it ended.'
      : 'Check CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, and the server.';
    return [wrong('ClickHouse', found, remedy)];
  }
  const [version = '', clock = ''] = (await answer.text()).trim().split('\t');
  return [judgeVersion(version, url), await checkSchema(config), judgeDrift(Math.round(Number(clock) - middle))];
}
