import { payloadChecksum, RECORD_HEADER_BYTES, writeRecordHeader } from './record.format.js';

export interface AppendRequest {
  readonly payload: Uint8Array;
  readonly count: number;
  readonly first: number;
  readonly appendedAtMs: number;
}

/** Copying a small payload costs less than one more buffer in the system call. */
const COPY_UP_TO = 16 * 1024;

/** A group as the buffers of one write: headers and small payloads copied together, large payloads as they are. */
export function encodeGroup(group: readonly AppendRequest[], salt: number): Uint8Array[] {
  let copied = 0;
  for (const { payload } of group) copied += RECORD_HEADER_BYTES + (payload.length <= COPY_UP_TO ? payload.length : 0);
  const bytes = Buffer.allocUnsafe(copied);
  const buffers: Uint8Array[] = [];
  let from = 0;
  let at = 0;
  for (const { payload, count, first, appendedAtMs } of group) {
    const payloadCrc = payloadChecksum(payload, salt);
    writeRecordHeader(bytes, at, { payloadLength: payload.length, count, payloadCrc, first, appendedAtMs }, salt);
    at += RECORD_HEADER_BYTES;
    if (payload.length <= COPY_UP_TO) {
      bytes.set(payload, at);
      at += payload.length;
    } else {
      buffers.push(bytes.subarray(from, at), payload);
      from = at;
    }
  }
  if (at > from) buffers.push(bytes.subarray(from, at));
  return buffers;
}

export function recordBytes(payload: Uint8Array): number {
  return RECORD_HEADER_BYTES + payload.length;
}
