import { withoutComments } from '../statements.js';
import { type Cluster, localTable, qualified } from './cluster.js';
import { renderCreateTable } from './render-create-table.js';
import { isEverywhere } from './placement.js';

/** A statement of which nobody has said what it means on a cluster. */
export class ClusterStatementError extends Error {
  override name = 'ClusterStatementError';

  constructor(statement: string) {
    super(
      `The cluster form does not know this statement: ${statement.slice(0, 200)}. ` +
        'Say in libs/clickhouse/src/cluster/render-ddl.ts what every server is to do.',
    );
  }
}

const NAME = '((?:\\w+\\.)?`?\\w+`?)';
const DDL = /^\s*(CREATE|ALTER|DROP|TRUNCATE|OPTIMIZE|EXCHANGE|RENAME|DETACH|ATTACH|SYSTEM|DELETE FROM)\b/i;

/** Whether a statement changes tables rather than rows. */
export const isDdl = (statement: string): boolean => DDL.test(withoutComments(statement));

const bare = (name: string): string => name.replaceAll('`', '').split('.').at(-1) ?? name;

/** The table, view or Distributed table of that name. */
const plain = (cluster: Cluster, name: string): string => qualified(cluster, bare(name));

/** The table of a shard's own rows; a table that is everywhere is its own. */
const below = (cluster: Cluster, name: string): string =>
  isEverywhere(bare(name)) ? plain(cluster, name) : qualified(cluster, localTable(cluster, bare(name)));

/** A view's SELECT, which reads what its own server is given. */
const overLocal = (cluster: Cluster, select: string): string =>
  select.replace(new RegExp(`\\b(FROM|JOIN)\\s+${NAME}(?!\\s*\\(|\\w|\\.)`, 'gi'), (_, word: string, name: string) => {
    return `${word} ${below(cluster, name)}`;
  });

/** The commands of an ALTER, cut at the commas between them. */
function commandsOf(text: string): string[] {
  const commands = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^'\\]|\\[\s\S]|'')*'|[\s\S]/g)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) commands.push('');
    else commands[commands.length - 1] += token;
  }
  return commands.map((command) => command.trim());
}

const OF_COLUMNS = /^(ADD|DROP|RENAME|MODIFY|COMMENT)\s+COLUMN\b/i;
/** What a Distributed table, which stores nothing, does not know of a column. */
const STORAGE = /\s+(CODEC\s*\((?:[^()]|\([^()]*\))*\)|TTL\s.*|SETTINGS\s*\(.*)$/i;

function renderAlter(cluster: Cluster, name: string, rest: string, on: string): string[] {
  // A view is on every server under its own name; so is a table that is everywhere.
  if (/^MODIFY\s+QUERY\b/i.test(rest)) return [`ALTER TABLE ${plain(cluster, name)} ${on} ${overLocal(cluster, rest)}`];
  if (isEverywhere(bare(name))) return [`ALTER TABLE ${plain(cluster, name)} ${on} ${rest}`];
  const from = rest.replace(/\b(FROM|TO TABLE)\s+(\w+)\s*$/i, (_, word: string, other: string) => {
    return `${word} ${below(cluster, other)}`;
  });
  const statements = [`ALTER TABLE ${below(cluster, name)} ${on} ${from}`];
  const columns = commandsOf(rest).filter((command) => OF_COLUMNS.test(command));
  if (columns.length > 0) {
    const commands = columns.map((command) => command.replace(STORAGE, ''));
    statements.push(`ALTER TABLE ${plain(cluster, name)} ${on} ${commands.join(', ')}`);
  }
  return statements;
}

function renderDrop(cluster: Cluster, [what, name, rest]: [string, string, string], on: string): string[] {
  const statement = (table: string): string => `${what} ${table} ${on}${rest ? ` ${rest}` : ''}`;
  // The one above goes first: nobody is to ask it for rows that are gone.
  const tables = /TABLE/i.test(what) ? [plain(cluster, name), below(cluster, name)] : [plain(cluster, name)];
  return [...new Set(tables)].map(statement);
}

/**
 * What a statement of a migration, or of maintenance, is on a cluster: the same tables on every server, replicated within
 * a shard, with a Distributed table above each that has the plain name. Throws ClusterStatementError. Pure.
 */
export function renderForCluster(statement: string, cluster: Cluster): string[] {
  const sql = withoutComments(statement);
  const on = `ON CLUSTER '${cluster.name}'`;
  const match = (pattern: string): string[] | undefined =>
    new RegExp(`^${pattern}$`, 'is')
      .exec(sql)
      ?.slice(1)
      .map((group) => group?.trim() ?? '');
  const [create, created, definition] = match(`(CREATE TABLE(?: IF NOT EXISTS)?)\\s+${NAME}\\s*([(]|AS\\b.*)?.*`) ?? [];
  if (create && created && definition !== undefined) return renderCreateTable(sql, cluster);
  const [view, viewName, target, select] =
    match(`(CREATE MATERIALIZED VIEW(?: IF NOT EXISTS)?)\\s+${NAME}\\s+TO\\s+${NAME}\\s+AS\\s+(.*)`) ?? [];
  if (view && viewName && target && select) {
    return [`${view} ${plain(cluster, viewName)} ${on} TO ${below(cluster, target)} AS\n${overLocal(cluster, select)}`];
  }
  const [made, madeName, body] =
    match(`(CREATE(?: OR REPLACE)? VIEW(?: IF NOT EXISTS)?)\\s+${NAME}\\s+(AS\\s.*)`) ?? [];
  if (made && madeName && body) return [`${made} ${plain(cluster, madeName)} ${on} ${body}`];
  const [altered, commands] = match(`ALTER TABLE\\s+${NAME}\\s+(.*)`) ?? [];
  if (altered && commands) return renderAlter(cluster, altered, commands, on);
  const [drop, dropped, rest = ''] = match(`(DROP (?:TABLE|VIEW)(?: IF EXISTS)?)\\s+${NAME}\\s*(SYNC)?`) ?? [];
  if (drop && dropped) return renderDrop(cluster, [drop, dropped, rest], on);
  const [verb, emptied, how = ''] = match(`(TRUNCATE TABLE(?: IF EXISTS)?|OPTIMIZE TABLE)\\s+${NAME}\\s*(.*)`) ?? [];
  if (verb && emptied) return [`${verb} ${below(cluster, emptied)} ${on}${how ? ` ${how}` : ''}`];
  const [emptier, condition] = match(`DELETE FROM\\s+${NAME}\\s+WHERE\\s+(.*)`) ?? [];
  // The condition keeps the plain names: what it asks of other rows, it asks of all shards.
  if (emptier && condition) return [`DELETE FROM ${below(cluster, emptier)} ${on} WHERE ${condition}`];
  const [synced] = match(`SYSTEM SYNC REPLICA\\s+${NAME}`) ?? [];
  if (synced) return [`SYSTEM SYNC REPLICA ${on} ${below(cluster, synced)}`];
  throw new ClusterStatementError(sql);
}
