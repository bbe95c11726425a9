import type { Answer } from '../http/answer.js';
import type { ExternalTable } from '../http/multipart.js';
import type { QueryRequest } from '../http/query-request.js';
import type { Lane } from '../sessions/lane.js';
import { tokens } from '../sql/lexer.js';
import { endOf, refuseSeveral } from '../sql/single-statement.js';
import type { Statement } from '../sql/statement.js';
import type { Engine } from './engine.js';
import { createExternalTables } from './external-tables.js';
import { prelude } from './prelude.js';
import { rewriteKill } from './rewrite-kill.js';
import { runCommand } from './run-command.js';
import { runResult, sendingOf } from './run-result.js';
import { withSession } from './session.scope.js';
import { utf8 } from './utf8.js';

/** A statement whose text is complete. */
type TextStatement =
  | Extract<Statement, { kind: 'result' | 'command' | 'insert-select' }>
  | { kind: 'inline-values'; text: string };

/** An INSERT of values that are few enough to be run as they stand, with expressions and parameters in them. */
export function inlineValues(text: string): TextStatement {
  const all = refuseSeveral(text, [...tokens(text)]);
  return { kind: 'inline-values', text: text.slice(0, endOf(all)) };
}

/** Runs a statement that needs no data but its own text, and cancels it when the client goes away. */
export async function runQuery(
  engine: Engine,
  request: QueryRequest,
  statement: TextStatement,
  tables: readonly ExternalTable[],
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const run = () =>
    withSession(engine, request, async (connection, isPrepared) => {
      await createExternalTables(connection, engine.spool, tables);
      const before = prelude(request, isPrepared);
      if (statement.kind !== 'result') {
        const isInsert = statement.kind !== 'command';
        await runCommand(connection, before + utf8(statement.text), request.defaultFormat, isInsert, answer, signal);
        return 'changed';
      }
      const rewritten = statement.verb === 'KILL' ? rewriteKill(statement.head) : statement.head;
      const text = (outfile: string) => before + utf8(rewritten) + outfile + utf8(statement.tail);
      const format = statement.format ?? request.defaultFormat;
      const query = { plain: utf8(rewritten + statement.tail), text, format, sending: sendingOf(request) };
      await runResult(connection, engine.spool, query, answer, signal);
      // After a failure the settings may be set or not.
      return tables.length > 0 || answer.exception || signal.aborted ? 'changed' : 'none';
    });
  const ended = laneOf(engine, statement, request).run(run, signal);
  const cancel = () => void engine.killer.kill(request.queryId, ended);
  // Definitions are finished even when nobody waits for them: half of one is worse than all of it.
  if (statement.kind === 'result' || statement.kind === 'insert-select') signal.addEventListener('abort', cancel);
  try {
    await ended;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/**
 * The query id of what a gateway mends an aggregate with. It counts what the raw table has and the aggregate lacks: beside
 * an insert, which reaches the raw table before its views, it would count what they are about to write.
 */
const MENDS = /\/mend\//;

/** Who holds delivery says so again and again; late, the hold would end under what is done in it. */
const HOLDS = /^\s*INSERT INTO delivery_holds\b/;

/** What gateways say in `log_comment` when they ask, before they insert, whether delivery is held: not after what people ask. */
const HOLD_LOOK = 'delivery_holds';

function laneOf(engine: Engine, statement: TextStatement, { queryId, settings }: QueryRequest): Lane {
  if (statement.kind === 'inline-values') return engine.inserts;
  if (statement.kind === 'insert-select' && MENDS.test(queryId)) return engine.inserts;
  if (statement.kind === 'insert-select' && HOLDS.test(statement.text)) return engine.controls;
  if (statement.kind === 'result' && settings.get('log_comment') === HOLD_LOOK) return engine.controls;
  return statement.kind === 'result' && statement.verb === 'KILL' ? engine.controls : engine.queries;
}
