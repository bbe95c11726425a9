import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LIMITS } from '@argus/contract';
import { ProblemError, badRequest, tooLarge } from '../../problem/problem-error.js';

const unzip = promisify(gunzip);

/** Undoes `Content-Encoding`. Throws ProblemError: 415 unknown encoding, 400 damaged, 413 too large once decompressed. */
export async function decompress(bytes: Buffer, encoding: string): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return bytes;
  if (name !== 'gzip' && name !== 'x-gzip') {
    const detail = `Content-Encoding "${encoding.slice(0, 40)}" is not understood. Send gzip, or leave it out.`;
    throw new ProblemError(415, 'Unsupported Media Type', detail, { headers: { 'accept-encoding': 'gzip, identity' } });
  }
  try {
    // The size is the whole protection: a batch of events that are much alike shrinks to less than a hundredth.
    return await unzip(bytes, { maxOutputLength: LIMITS.bodyBytes });
  } catch (error) {
    if (error instanceof RangeError) {
      throw tooLarge(`The body is larger than ${LIMITS.bodyBytes} bytes once decompressed.`);
    }
    const message = 'The body is not valid gzip, although Content-Encoding says so.';
    throw badRequest(message, [{ index: 0, field: '', code: 'malformed', message }]);
  }
}
