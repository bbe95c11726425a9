import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refusals } from '../exception/refusals.js';
import { ClickHouseException } from '../exception/clickhouse.exception.js';

/**
 * Writes `start` and then the whole stream to the file, and answers how many bytes that was. Rejects with 394 when
 * the client went away before its end: what is not complete is not inserted.
 */
export async function spool(start: Buffer, rest: Readable | undefined, file: string): Promise<number> {
  const out = createWriteStream(file, { mode: 0o600, flags: 'wx' });
  try {
    if (start.length > 0) out.write(start);
    if (rest) await pipeline(rest, out);
    else await new Promise<void>((resolve, reject) => out.once('error', reject).end(() => resolve()));
    return out.bytesWritten;
  } catch (error) {
    await removeFile(file);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC') throw new ClickHouseException(243, 'NOT_ENOUGH_SPACE', 'No room for the data of the INSERT');
    throw code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' ? refusals.cancelled() : error;
  }
}

/** Removes a file that may be gone already. */
export async function removeFile(file: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
