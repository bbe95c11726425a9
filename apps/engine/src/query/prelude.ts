import type { QueryRequest } from '../http/query-request.js';
import { identifier, stringLiteral } from '../sql/literal.js';

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
 * The statements that prepare a session for the request: settings, parameters, database, and `readonly` last, since
 * nothing can be set after it. The database of the session is named even where it is the default one, because an
 * earlier request may have left another.
 */
export function prelude(request: QueryRequest): string {
  const settings = new Map(request.settings);
  settings.set('log_comment', labelOf(request.queryId, settings.get('log_comment')));
  const readonly = settings.get('readonly');
  settings.delete('readonly');
  const statements = [setStatement(settings)];
  for (const [name, value] of request.params) {
    statements.push(`SET ${settingName(`param_${name}`)} = ${stringLiteral(value)}`);
  }
  if (request.database) statements.push(`USE ${identifier(request.database)}`);
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

/** Whether the session is as fresh after the request as before (a label is overwritten by the next one). */
export function leavesNoTrace(request: QueryRequest): boolean {
  const { settings, params, database, isReadonly } = request;
  return settings.size === 0 && params.size === 0 && database === undefined && !isReadonly;
}
