import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRecordHeader, RECORD_HEADER_BYTES, writeRecordHeader } from './record.format.js';

const HEADER = { payloadLength: 70_000, count: 12, payloadCrc: 0xdeadbeef, first: 2 ** 53 - 1, appendedAtMs: 1_795e9 };

function written(salt = 7): Buffer {
  const bytes = Buffer.alloc(RECORD_HEADER_BYTES);
  writeRecordHeader(bytes, 0, HEADER, salt);
  return bytes;
}

describe('record header', () => {
  it('comes back as it was written', () => {
    expect(readRecordHeader(written(), 0, 7)).toEqual(HEADER);
  });

  it('is refused with any bit changed', () => {
    fc.assert(
      fc.property(fc.nat(RECORD_HEADER_BYTES * 8 - 1), (bit) => {
        const bytes = written();
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(readRecordHeader(bytes, 0, 7)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('is refused under the salt of another segment', () => {
    expect(readRecordHeader(written(), 0, 8)).toBeUndefined();
  });
});
