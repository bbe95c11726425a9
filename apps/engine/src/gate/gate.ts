import { existsSync } from 'node:fs';
import { refusals } from '../exception/refusals.js';
import type { ChdbConnection } from '../native/chdb.connection.js';
import { stringLiteral } from '../sql/literal.js';
import { judgeQuery } from './judge-query.js';
import { judgeText, namedSubqueries } from './judge-text.js';
import { parseSyntaxTree } from './syntax-tree.js';

/*
 * SQL from people. `readonly = 1` is no sandbox in the embedded engine: the function `file` reads any file, a name in
 * backticks is a file too, INTO OUTFILE writes, and users and grants do not exist. So a query of the user `reader` is
 * judged here, by ClickHouse's own parser, before anything of it runs:
 *
 *   1. formatQuerySingleLine, with the text as an escaped literal: executes nothing, refuses several statements, and
 *      answers the query in one canonical form. From here on only that form is used.
 *   2. EXPLAIN AST of it: parses, executes nothing. (EXPLAIN QUERY TREE would evaluate constants: never.)
 *   3. Every node, function, table function and table of the tree must be on a list; and, since a tree might not show
 *      everything, whatever looks like a call in the text too.
 *   4. It runs on a connection of its own, with the limits set and `readonly = 1` set last; that connection is closed.
 *
 * Besides, SHOW TABLES and DESCRIBE of readable tables, as statements of ours.
 */

const MAX_TEXT_BYTES = 65_536;
/** Hashes of keys and where pages may send from are nobody's but the gateways'; a server's `reader` has no grant on it. */
const PRIVATE = 'gateway_settings';
const READABLE = `SELECT name FROM system.tables WHERE database = 'default' AND NOT is_temporary
  AND (engine LIKE '%MergeTree' OR engine IN ('View', 'MaterializedView', 'Memory', 'Null')) AND name NOT LIKE '.%'
  AND name != '${PRIVATE}'`;
const SHOW_TABLES = /^SHOW TABLES(?: FROM (?:default|`default`))?$/;
const DESCRIBE = /^DESCRIBE TABLE (?:default\.)?([A-Za-z_]\w*)$/;

/** An ordinary name of a table: a typing error in it is a mistake, and is told as a server tells it. */
const UNREADABLE = /^Table (?:default\.)?([A-Za-z_]\w*) is not readable$/;

async function isTable(connection: ChdbConnection, name: string): Promise<boolean> {
  const sql = `SELECT count() FROM system.tables WHERE database = 'default' AND name = ${stringLiteral(name)}`;
  return (await linesOf(connection, sql)) !== '0';
}

function denied(reason: string): Error {
  return refusals.accessDenied(`reader: Not enough privileges. ${reason}`);
}

async function linesOf(connection: ChdbConnection, sql: string): Promise<string> {
  const { bytes } = await connection.query(sql, 'TSVRaw');
  return Buffer.from(bytes).toString('utf8').replace(/\n$/, '');
}

/** The statement in ClickHouse's own form; throws the engine's exception for what it cannot parse. Executes nothing. */
export function canonical(connection: ChdbConnection, text: string): Promise<string> {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw refusals.queryTooLarge(MAX_TEXT_BYTES);
  return linesOf(connection, `SELECT formatQuerySingleLine(${stringLiteral(text)})`);
}

/**
 * The query that may be run in place of `text`, which has neither FORMAT nor semicolons at its end. Throws 497 for
 * what is not allowed, and the engine's own exceptions for what it cannot parse. The connection's parameters are
 * those of the query, so that the tree shows what they stand for.
 */
export async function judged(connection: ChdbConnection, text: string): Promise<string> {
  const formatted = await canonical(connection, text);
  const tables = new Set((await linesOf(connection, READABLE)).split('\n'));
  if (SHOW_TABLES.test(formatted)) return `SELECT name FROM (${READABLE}) ORDER BY name`;
  const described = DESCRIBE.exec(formatted)?.[1];
  if (described !== undefined && tables.has(described)) return formatted;
  const reason = judgeText(formatted);
  if (reason) throw denied(reason);
  const tree = parseSyntaxTree(await linesOf(connection, `EXPLAIN AST ${formatted}`));
  if (!tree) throw denied('The query cannot be judged');
  // Where such a name is used outside of its subquery, the engine would look for a file of that name.
  const subqueries = new Set([...namedSubqueries(formatted)].filter((name) => !existsSync(name)));
  const verdict = judgeQuery(tree, { tables, subqueries });
  if (verdict) {
    const missing = UNREADABLE.exec(verdict)?.[1];
    if (missing !== undefined && !(await isTable(connection, missing))) throw refusals.unknownTable(missing);
    throw denied(verdict);
  }
  return formatted;
}
