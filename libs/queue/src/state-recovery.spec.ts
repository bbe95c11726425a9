import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeJournal, encodeEntry, type StateEntry } from './state-entry.format.js';
import { recoverState } from './state-recovery.js';

const manifest = (first: number, last: number) => ({
  first,
  last,
  token: `t${first}`,
  rows: last - first + 1,
  checksum: 'c',
  state: 'sending',
  attempt: 1,
});
const ENTRIES: StateEntry[] = [
  { n: 5, type: 'state', state: { id: 'q', epoch: 3, nextSequence: 10, acknowledged: 9, flushed: 9, manifests: [] } },
  { n: 6, type: 'manifest', manifest: manifest(10, 19), flushed: 30 },
  { n: 7, type: 'acknowledged', through: 19, flushed: 31 },
  { n: 8, type: 'manifest', manifest: manifest(20, 29), flushed: 32 },
];
const whole = Buffer.from(ENTRIES.map(encodeEntry).join(''));
const expected = {
  state: { id: 'q', epoch: 3, nextSequence: 10, acknowledged: 19, flushed: 32, manifests: [manifest(20, 29)] },
  nextEntry: 9,
  closedAt: undefined,
  trusted: true,
};
const recover = (...copies: Buffer[]) => recoverState(copies.map(decodeJournal));

describe('recoverState', () => {
  it('folds the entries of two whole copies', () => {
    expect(recover(whole, whole)).toEqual(expected);
  });

  it('is exact and trusted whatever happens to one copy', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(7), fc.boolean(), fc.boolean(), (at, bit, cut, swap) => {
        const harmed = Buffer.from(cut ? whole.subarray(0, at) : whole);
        if (!cut && at < whole.length) harmed.writeUInt8(harmed.readUInt8(at) ^ (1 << bit), at);
        expect(swap ? recover(whole, harmed) : recover(harmed, whole)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('trusts copies that end in the middle of the line that was being written', () => {
    const torn = whole.subarray(0, whole.length - 5);
    expect(recover(torn, torn)).toMatchObject({
      trusted: true,
      nextEntry: 8,
      state: { acknowledged: 19, manifests: [] },
    });
  });

  it('does not trust what is damaged in both copies', () => {
    const harmed = Buffer.from(whole);
    harmed.writeUInt8(0x7a, whole.length - 10);
    expect(recover(harmed, harmed)).toMatchObject({ trusted: false });
  });

  it('knows a clean end from its last entry only', () => {
    const closed = Buffer.concat([whole, Buffer.from(encodeEntry({ n: 9, type: 'closed', lastSequence: 29 }))]);
    expect(recover(closed, closed)).toMatchObject({ closedAt: 29 });
    const later = Buffer.concat([
      closed,
      Buffer.from(encodeEntry({ n: 10, type: 'acknowledged', through: 29, flushed: 32 })),
    ]);
    expect(recover(later, later)).toMatchObject({ closedAt: undefined, state: { manifests: [] } });
  });

  it('knows nothing of empty copies', () => {
    expect(recover(Buffer.alloc(0), Buffer.from('nonsense\n'))).toBeUndefined();
  });
});
