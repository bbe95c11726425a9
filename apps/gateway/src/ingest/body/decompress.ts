import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LIMITS } from '@argus/contract';
import { ProblemError, badRequest, tooLarge } from '../../problem/problem-error.js';

/** A body that grows more than this was made to exhaust the service; small ones may repeat themselves as they like. */
const MAX_RATIO = 100;
const ALWAYS_ALLOWED_BYTES = 64 * 1024;

const unzip = promisify(gunzip);

/** Undoes `Content-Encoding`. Throws ProblemError: 415 unknown encoding, 400 damaged, 413 too large once decompressed. */
export async function decompress(bytes: Buffer, encoding: string): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return bytes;
  if (name !== 'gzip' && name !== 'x-gzip') {
    const detail = `Content-Encoding "${encoding.slice(0, 40)}" is not understood. Send gzip, or leave it out.`;
    throw new ProblemError(415, 'Unsupported Media Type', detail, { headers: { 'accept-encoding': 'gzip, identity' } });
  }
  const byRatio = Math.max(bytes.length * MAX_RATIO, ALWAYS_ALLOWED_BYTES);
  try {
    return await unzip(bytes, { maxOutputLength: Math.min(byRatio, LIMITS.bodyBytes) });
  } catch (error) {
    if (error instanceof RangeError) {
      throw tooLarge(
        `The body is larger than ${LIMITS.bodyBytes} bytes once decompressed, or compressed more than ${MAX_RATIO} times.`,
      );
    }
    const message = 'The body is not valid gzip, although Content-Encoding says so.';
    throw badRequest(message, [{ index: 0, field: '', code: 'malformed', message }]);
  }
}
