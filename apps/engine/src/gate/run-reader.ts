import type { Answer } from '../http/answer.js';
import type { QueryRequest } from '../http/query-request.js';
import { refusals } from '../exception/refusals.js';
import type { Engine } from '../query/engine.js';
import { prelude } from '../query/prelude.js';
import { runResult, sendingOf } from '../query/run-result.js';
import { utf8 } from '../query/utf8.js';
import type { Statement } from '../sql/statement.js';
import { canonical, judged } from './gate.js';
import { READER_LIMITS, readerSettings, refuseFormat } from './reader-limits.js';

/** After the time that a query has, it is killed, should it not have noticed itself; in ms. */
const WATCHDOG_MS = (READER_LIMITS['max_execution_time'] ?? 0) * 1000 + 2000;

/** Runs a query of the user `reader`, or refuses it (see gate.ts). */
export async function runReader(
  engine: Engine,
  request: QueryRequest,
  statement: Statement,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  if (statement.kind !== 'result') {
    // What is no SQL at all is a mistake and not a try to write: a server parses before it looks at rights, too.
    if (statement.kind === 'command') await engine.readers.run(() => parse(engine, utf8(statement.text)), signal);
    throw refusals.accessDenied('reader: Not enough privileges. Only SELECT is allowed');
  }
  if (request.session) throw refusals.accessDenied('reader: Not enough privileges. Sessions are not allowed');
  if (request.database && request.database !== 'default') {
    throw refusals.accessDenied(`reader: Not enough privileges. Database ${request.database} is not readable`);
  }
  const format = statement.format ?? request.defaultFormat;
  refuseFormat(format);
  if (statement.format && !/^FORMAT\s+\S+$/i.test(statement.tail.trim())) {
    throw refusals.accessDenied('reader: Not enough privileges. SETTINGS are not allowed');
  }
  const settings = readerSettings(request.settings);
  const limited: QueryRequest = { ...request, database: undefined, settings, isReadonly: false };
  const ended = engine.readers.run(() => run(engine, limited, utf8(statement.head), format, answer, signal), signal);
  const kill = () => void engine.killer.kill(request.queryId, ended);
  const watchdog = setTimeout(kill, WATCHDOG_MS);
  signal.addEventListener('abort', kill);
  try {
    await ended;
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', kill);
  }
}

/** Throws where the text cannot be parsed. */
async function parse(engine: Engine, text: string): Promise<void> {
  const connection = engine.pool.take();
  try {
    await canonical(connection, text);
  } finally {
    connection.close();
  }
}

async function run(
  engine: Engine,
  request: QueryRequest,
  text: string,
  format: string,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const connection = engine.pool.take();
  try {
    await connection.query(prelude(request));
    const query = await judged(connection, text);
    await connection.query('SET readonly = 1');
    const result = {
      plain: query,
      text: (outfile: string) => query + outfile,
      format,
      sending: sendingOf({ ...request, settings: new Map() }),
    };
    await runResult(connection, engine.spool, result, answer, signal);
  } finally {
    // Nothing can be set on it again, and nothing of it shall meet another query.
    connection.close();
  }
}
