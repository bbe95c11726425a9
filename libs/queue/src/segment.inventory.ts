import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSegmentHeader, parseSegmentName, SEGMENT_HEADER_BYTES, type SegmentHeader } from './segment.format.js';

/** A segment file as it was found, before its records are looked at. */
export interface FoundSegment {
  readonly path: string;
  readonly first: number;
  readonly salt: number;
  readonly size: number;
  /** Undefined when damaged. */
  readonly header: SegmentHeader | undefined;
}

/** All segment files of a folder by first sequence. */
export function listSegments(dir: string): FoundSegment[] {
  return readdirSync(dir)
    .flatMap((name) => {
      const parsed = parseSegmentName(name);
      return parsed ? [{ ...parsed, ...open(join(dir, name)) }] : [];
    })
    .sort((a, b) => a.first - b.first);
}

function open(path: string): { path: string; size: number; header: SegmentHeader | undefined } {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
    const read = readSync(fd, bytes, 0, SEGMENT_HEADER_BYTES, 0);
    return { path, size: fstatSync(fd).size, header: decodeSegmentHeader(bytes.subarray(0, read)) };
  } finally {
    closeSync(fd);
  }
}
