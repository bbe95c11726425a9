import { describe, expect, it } from '@jest/globals';
import { readable, table } from './report.js';

describe('report of the bench', () => {
  it('rounds to what was measured', () => {
    expect([0, 0.12345, 12.345, 999.6, 1234.5, 178_412, Number.NaN].map(readable)).toEqual([
      '0',
      '0.123',
      '12.3',
      '1000',
      '1,235',
      '178,412',
      '-',
    ]);
  });

  it('says which target was met', () => {
    const figures = [{ name: 'share', value: 49, unit: '%', target: { text: 'at least 50', isMet: false } }];
    expect(table({ name: 'batch', title: 'Batch', figures })).toContain('at least 50: MISSED');
  });

  it('says why a scenario has no figures', () => {
    expect(table({ name: 'batch', title: 'Batch', figures: [], failure: 'no answer' })).toContain('no answer');
  });
});
