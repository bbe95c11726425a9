import { describe, expect, it } from '@jest/globals';
import { PlanEntryError, compileEntry } from './compile-entry.js';

const schema = {
  type: 'object',
  required: ['url'],
  properties: { url: { type: 'string' }, valueOf: { type: 'null' } },
};

describe('the rules of an event type', () => {
  it('[B8] names every wrong field by its path inside of data', () => {
    const entry = compileEntry({ category: '', name: 'view', schema });
    const wrong = { url: 1, valueOf: 'x' };
    expect(entry.accepts(wrong)).toBe(false);
    expect(entry.explain(wrong).map(({ field, code }) => [field, code])).toEqual([
      ['data.url', 'wrong_type'],
      ['data.valueOf', 'wrong_type'],
    ]);
    expect(entry.explain({ url: '/' })).toEqual([]);
  });

  it('[B8] does not take what every object inherits for a field of the payload', () => {
    const entry = compileEntry({ category: '', name: 'view', schema });
    expect(entry.accepts({ url: '/' })).toBe(true);
    const inherited = compileEntry({ category: '', name: 'x', schema: { type: 'object', required: ['constructor'] } });
    expect(inherited.accepts({})).toBe(false);
  });

  it('[B8] refuses a schema that is none', () => {
    expect(() => compileEntry({ category: '', name: 'x', schema: { type: 'text' } })).toThrow(PlanEntryError);
  });
});
