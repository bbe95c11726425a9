import { describe, expect, it } from '@jest/globals';
import { clusterProblem } from './need-cluster.js';

const facts = { clusters: ['default', 'argus'], macros: ['shard', 'replica', 'cluster'], name: 'argus' };

describe('[A4] clusterProblem', () => {
  it('[A4] finds nothing where the server is a member', () => {
    expect(clusterProblem('argus', facts)).toBeUndefined();
    expect(clusterProblem('{cluster}', facts)).toBeUndefined();
  });

  it('[A4] says what is missing, and what there is', () => {
    expect(clusterProblem('shop', { ...facts, name: 'shop' })).toContain('it knows: argus, default');
    expect(clusterProblem('{cluster}', { ...facts, name: '' })).toContain('no macro {cluster}');
    expect(clusterProblem('argus', { ...facts, macros: ['cluster'] })).toContain(
      'no macro {shard} and no macro {replica}',
    );
  });
});
