import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '@argus/queue';
import { groupUnfinished, pendingHalves } from './recovery.js';

const manifest = (first: number, last: number, state: string): Manifest => ({
  first,
  last,
  state,
  token: `${first}-${last}`,
  rows: last - first + 1,
  checksum: '',
  attempt: 1,
});
const names = (manifests: Manifest[]) => manifests.map(({ token }) => token);

describe('recovery', () => {
  it('takes batches in the order of the queue', () => {
    const groups = groupUnfinished([manifest(11, 20, 'ready'), manifest(1, 10, 'ready')]);
    expect(groups.map((group) => group.manifest.token)).toEqual(['1-10', '11-20']);
  });

  it('goes on with the halves of a split batch, innermost first to last, and not with the whole', () => {
    const [group] = groupUnfinished([
      manifest(1, 10, 'split'),
      manifest(6, 10, 'ready'),
      manifest(1, 5, 'split'),
      manifest(4, 5, 'ready'),
      manifest(3, 3, 'poison'),
    ]);
    expect(group && names(pendingHalves(group))).toEqual(['3-3', '4-5', '6-10']);
  });

  it('forgets halves of a split that never began', () => {
    const [group] = groupUnfinished([manifest(1, 10, 'ready'), manifest(1, 5, 'ready')]);
    expect(group && pendingHalves(group)).toEqual([]);
  });

  it('keeps apart a half that begins where the whole begins', () => {
    const groups = groupUnfinished([manifest(1, 5, 'ready'), manifest(1, 10, 'split'), manifest(11, 12, 'ready')]);
    expect(groups.map(({ manifest: { token }, halves }) => [token, names(halves)])).toEqual([
      ['1-10', ['1-5']],
      ['11-12', []],
    ]);
  });
});
