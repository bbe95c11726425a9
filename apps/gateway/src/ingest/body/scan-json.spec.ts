import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scanJson } from './scan-json.js';

const scan = (text: string, stopAt = 1_000) => scanJson(Buffer.from(text), stopAt);

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('scanJson', () => {
  it('[B4] measures the nesting of any JSON document', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(scan(JSON.stringify(value)).depth).toBe(depthOf(value));
      }),
    );
  });

  it('[B4] is not deceived by brackets and quotes inside strings', () => {
    expect(scan('["[[[[", "\\"]]", {"a]": "{"}]').depth).toBe(2);
  });

  it('[B4] stops at the limit instead of reading 100,000 levels', () => {
    expect(scan('['.repeat(100_000), 20).depth).toBe(21);
  });

  it('tells whether unicode escapes occur', () => {
    expect(scan('"\\u0000"').hasUnicodeEscapes).toBe(true);
    expect(scan('"\\\\u0000"').hasUnicodeEscapes).toBe(false);
  });
});
