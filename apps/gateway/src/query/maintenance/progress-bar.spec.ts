import { describe, expect, it } from '@jest/globals';
import { progressLine } from './progress-bar.js';

describe('progressLine', () => {
  it('[C7] shows how far a rebuild is', () => {
    expect(progressLine(1500, 3000, 'rows')).toBe(`[${'#'.repeat(15)}${'-'.repeat(15)}] 50 % 1,500 of 3,000 rows`);
    expect(progressLine(0, 0, 'rows')).toContain('100 %');
  });
});
