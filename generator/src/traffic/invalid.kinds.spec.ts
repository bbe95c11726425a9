import { ERROR_CODES } from '@argus/contract';
import { describe, expect, it } from '@jest/globals';
import { invalidKinds } from './invalid.kinds.js';

const kinds = invalidKinds(() => 1_700_000_000_000);
const valid = { event_id: 'id', user_id: 'ada', event_type: 'view', payload: { url: 'https://example.com/' } };

describe('kinds of invalid events', () => {
  it('[B4] are of many codes of the closed list', () => {
    const codes = new Set(kinds.map(({ code }) => code));
    expect([...codes].filter((code) => !ERROR_CODES.includes(code))).toEqual([]);
    expect(codes.size).toBeGreaterThanOrEqual(10);
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  });

  it.each(kinds)('"$name" changes the event and leaves the original as it was', ({ spoil }) => {
    const before = structuredClone(valid);
    expect(JSON.stringify(spoil(valid))).not.toBe(JSON.stringify(valid));
    expect(valid).toEqual(before);
  });
});
