import type { QueryRequest } from '../http/query-request.js';
import { identifier, stringLiteral } from '../sql/literal.js';

const DEFAULT_DATABASE = 'default';
/** Settings that cannot be taken back: a session that was sent them is not used any longer. */
export const FINAL_SETTINGS: ReadonlySet<string> = new Set(['readonly', 'allow_ddl', 'dialect']);
/** A name that stands in a SET statement as it is; anything else would end it. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * How a running query is found again: the embedded engine gives its own ids, so the client's stands in front of the
 * query's `log_comment`, which `system.processes` shows.
 */
export function labelOf(queryId: string, comment: string | undefined): string {
  return comment ? `${queryId} ${comment}` : queryId;
}

/** The client's query id of a row of `system.processes`. */
export const QUERY_ID_OF_LABEL = "substringIndex(Settings['log_comment'], ' ', 1)";

/** Throws nothing: a name that can be no setting is quoted, and the engine answers that it does not know it. */
function settingName(name: string): string {
  return NAME.test(name) ? name : identifier(name);
}

/**
 * The statements that prepare a session for the request: settings and parameters in one SET (a statement costs 0.1 ms),
 * then the database, and `readonly` last, since nothing can be set after it. A session of a name may have another
 * database from an earlier request; every other one begins with the default one. On a session that was `prepared` by an
 * equal request (see session.scope.ts) only what differs is said again.
 */
export function prelude(request: QueryRequest, isPrepared = false): string {
  const settings = new Map(isPrepared ? [] : request.settings);
  settings.set('log_comment', labelOf(request.queryId, request.settings.get('log_comment')));
  const readonly = settings.get('readonly');
  settings.delete('readonly');
  for (const [name, value] of request.params) settings.set(`param_${name}`, value);
  const statements = [setStatement(settings)];
  if (request.database && (request.session || request.database !== DEFAULT_DATABASE)) {
    statements.push(`USE ${identifier(request.database)}`);
  }
  const isWriter = readonly === undefined || readonly === '0';
  if (request.isReadonly && isWriter) statements.push('SET readonly = 2');
  else if (readonly !== undefined) statements.push(`SET readonly = ${stringLiteral(readonly)}`);
  return `${statements.join(';\n')};\n`;
}

/** One SET of all; a map of at least one setting. */
export function setStatement(settings: ReadonlyMap<string, string>): string {
  const pairs = [...settings].map(([name, value]) => `${settingName(name)} = ${stringLiteral(value)}`);
  return `SET ${pairs.join(', ')}`;
}

/**
 * What two requests must have in common for the second one to run on the session of the first: the same settings, and
 * parameters of the same names, which it sets anew. Undefined where a session cannot be given on: `readonly` and its like
 * cannot be taken back. The label is overwritten by the next request.
 */
export function sessionKey({ settings, params, database, isReadonly }: QueryRequest): string | undefined {
  if (isReadonly || (database && database !== DEFAULT_DATABASE)) return undefined;
  if ([...FINAL_SETTINGS].some((name) => settings.has(name))) return undefined;
  const pairs = [...settings].filter(([name]) => name !== 'log_comment');
  return JSON.stringify([pairs, [...params.keys()].sort()]);
}
