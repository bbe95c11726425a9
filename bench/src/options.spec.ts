import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';

describe('options of the bench', () => {
  it('measures everything by default', () => {
    expect(readOptions([])).toEqual({
      only: ['limit', 'batch', 'single', 'freshness', 'reading', 'memory'],
      seconds: 10,
      rounds: 3,
      reads: 100,
      storedEvents: [1e6, 1e7],
      soakSeconds: 60,
      profileDir: undefined,
      outDir: 'bench-results',
    });
  });

  it('is short where asked, and long where asked', () => {
    expect(readOptions(['--quick'])).toMatchObject({ seconds: 3, rounds: 1, storedEvents: [1e6], soakSeconds: 10 });
    expect(readOptions(['--large', '--soak', '600'])).toMatchObject({
      storedEvents: [1e6, 1e7, 1e8],
      soakSeconds: 600,
    });
  });

  it('takes the length of the load for memory in minutes, too', () => {
    expect(readOptions(['--only', 'memory', '--minutes', '10'])).toMatchObject({ only: ['memory'], soakSeconds: 600 });
  });

  it('keeps the order of the report whatever the order asked for', () => {
    expect(readOptions(['--only', 'batch, limit']).only).toEqual(['limit', 'batch']);
  });
});
