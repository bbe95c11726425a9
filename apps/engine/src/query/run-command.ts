import type { Answer } from '../http/answer.js';
import { contentTypeOf } from '../http/content-type.js';
import type { ChdbConnection } from '../native/chdb.connection.js';

/**
 * Runs a statement that shows no rows, or few: DDL, INSERT. `isInsert`: what the engine counts are rows that were
 * written.
 */
export async function runCommand(
  connection: ChdbConnection,
  text: string,
  format: string,
  isInsert: boolean,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const { bytes, rowsRead, bytesRead, elapsed } = await connection.query(text, format);
  const summary = {
    readRows: rowsRead,
    readBytes: bytesRead,
    writtenRows: isInsert ? rowsRead : 0,
    writtenBytes: isInsert ? bytesRead : 0,
    resultRows: rowsRead,
    resultBytes: bytesRead,
    elapsedNs: elapsed * 1e9,
  };
  if (signal.aborted) return;
  if (bytes.length === 0) answer.begin('text/plain; charset=UTF-8', undefined, summary);
  else answer.begin(contentTypeOf(format), format, summary);
  if (bytes.length > 0) await answer.write(bytes, signal);
  answer.end();
}
