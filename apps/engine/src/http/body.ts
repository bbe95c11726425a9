import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { refusals } from '../exception/refusals.js';

/** A statement without its data is refused beyond this, in bytes. */
const MAX_SQL_BYTES = 64 * 1024 * 1024;
/** So much of a body is looked at to find where a statement ends and its data begins. */
const HEAD_BYTES = 1024 * 1024;

/** Encodings that the engine itself can read from a file, by the names of `Content-Encoding`. */
const engineNames: Record<string, string> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
  zstd: 'zstd',
  lz4: 'lz4',
  xz: 'xz',
  bz2: 'bz2',
};

/** What the engine calls the encoding; undefined for none. Throws 48 for one that nobody knows. */
export function engineCompression(contentEncoding: string | undefined): string | undefined {
  const name = contentEncoding?.trim().toLowerCase();
  if (!name || name === 'identity') return undefined;
  const known = engineNames[name];
  if (!known) throw refusals.unsupportedCompression(name);
  return known;
}

/** The body decompressed in this process, for statements; throws 48 where Node cannot. */
export function decoded(body: Readable, compression: string | undefined): Readable {
  const decoder =
    compression && { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[compression];
  if (!compression) return body;
  if (!decoder) throw refusals.unsupportedCompression(`${compression} for the text of a query`);
  const stream = decoder();
  body.on('error', (error) => stream.destroy(error));
  body.on('close', () => !body.readableEnded && stream.destroy(refusals.cancelled()));
  return body.pipe(stream);
}

/** The beginning of a body, and the rest where there is one. */
export interface Head {
  bytes: Buffer;
  rest: Readable | undefined;
}

/** Reads the first MiB of a stream, or all of a shorter one. */
export async function readHead(stream: Readable): Promise<Head> {
  return readUpTo(stream, Buffer.alloc(0), HEAD_BYTES);
}

/** Reads the rest of a statement that is longer than the head; throws 77 when it is too long altogether. */
export async function readAll(head: Head): Promise<Buffer> {
  if (!head.rest) return head.bytes;
  const all = await readUpTo(head.rest, head.bytes, MAX_SQL_BYTES);
  if (all.rest) throw refusals.queryTooLarge(MAX_SQL_BYTES);
  return all.bytes;
}

/** Whether what goes wrong in the stream is wrong in the data. */
function isDecoder(stream: Readable): boolean {
  return 'bytesWritten' in stream;
}

async function readUpTo(stream: Readable, start: Buffer, limit: number): Promise<Head> {
  const chunks = [start];
  let size = start.length;
  // The iterator is left without being closed: that would destroy the stream, whose rest is still wanted.
  const iterator = stream.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of iterator as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= limit) return { bytes: Buffer.concat(chunks), rest: stream };
    }
  } catch (error) {
    throw isDecoder(stream) ? refusals.undecodable((error as Error).message) : error;
  }
  return { bytes: Buffer.concat(chunks), rest: undefined };
}
