import type { Readable } from 'node:stream';
import type { QueryRequest } from '../http/query-request.js';
import type { Answer } from '../http/answer.js';
import type { ChdbConnection } from '../native/chdb.connection.js';
import { removeFile, spool } from '../spool/spool-stream.js';
import { identifier, stringLiteral } from '../sql/literal.js';
import type { InsertStatement } from '../sql/insert.js';
import type { Engine } from './engine.js';
import { prelude } from './prelude.js';
import { runCommand } from './run-command.js';
import { type Trace, withSession } from './session.scope.js';
import { utf8 } from './utf8.js';

/** The rows of an INSERT: what stood behind the statement, and the rest of the body. */
export interface InsertData {
  start: Buffer;
  rest: Readable | undefined;
  /** As the engine calls it, where `rest` is compressed (and `start` empty then). */
  compression: string | undefined;
  /** Bytes to come, where the client said so. */
  length: number | undefined;
}

type DataStatement = Exclude<InsertStatement, { kind: 'insert-select' }>;

/**
 * Inserts the rows that came with the statement. They go through a memory-backed file, read by the engine's own
 * INFILE: that is an ordinary INSERT with defaults, parsers and tokens of every format, binary ones too (inline, the
 * embedded engine takes only text), and no byte of it is copied in JavaScript.
 */
export async function runInsert(
  engine: Engine,
  request: QueryRequest,
  statement: DataStatement,
  data: InsertData,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const file = engine.spool.file(data.length);
  await spool(data.start, data.rest, file);
  try {
    const text = prelude(request) + insertText(statement, file, data.compression);
    const work = async (connection: ChdbConnection): Promise<Trace> => {
      await runCommand(connection, text, request.defaultFormat, true, answer, signal);
      // A token is in the settings of most inserts: nobody would ask for this session again.
      return 'changed';
    };
    await engine.inserts.run(() => withSession(engine, request, work), signal);
  } finally {
    await removeFile(file);
  }
}

function insertText(statement: DataStatement, file: string, compression: string | undefined): string {
  const path = stringLiteral(file);
  if (statement.kind === 'input') {
    const { text, input } = statement;
    const call = text.slice(input.start, input.end);
    const structure = call.slice(call.indexOf('(') + 1, -1).trim();
    const format = stringLiteral(statement.format);
    const source = `file(${path}, ${format}, ${utf8(structure) || "'auto'"}, ${stringLiteral(compression ?? 'none')})`;
    return utf8(text.slice(0, input.start)) + source + utf8(text.slice(input.end));
  }
  const infile = `\nFROM INFILE ${path}${compression ? ` COMPRESSION ${stringLiteral(compression)}` : ''}\n`;
  const format = statement.kind === 'values' ? 'Values' : identifier(statement.format);
  return `${utf8(statement.head)}${infile}${utf8(statement.settings)} FORMAT ${format}`;
}
