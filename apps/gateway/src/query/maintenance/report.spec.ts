import { describe, expect, it } from '@jest/globals';
import { describeDifferences } from './report.js';

const difference = { table: 'event_counts_1m', bucket: 1_710_513_000, expected_rows: 3, actual_rows: 3 };

describe('describeDifferences', () => {
  it('[C7] says where aggregates and raw events differ', () => {
    expect(describeDifferences([])).toBe('Every aggregate equals the raw events.');
    expect(describeDifferences([difference, { ...difference, actual_rows: 1 }])).toBe(
      [
        '2 buckets differ from the raw events ("npm run rebuild" mends it):',
        '  event_counts_1m at 2024-03-15T14:30:00Z: rows have other values',
        '  event_counts_1m at 2024-03-15T14:30:00Z: 1 rows instead of 3',
      ].join('\n'),
    );
  });

  it('[C7] shows the first twenty', () => {
    expect(describeDifferences(Array.from({ length: 25 }, () => difference))).toContain('and 5 more');
  });
});
