import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileEntry } from '@argus/tracking-plan';
import { inferSchema } from './infer-schema.js';

describe('inferSchema', () => {
  it('[B8] finds types, fields and which of them are always there', () => {
    expect(
      inferSchema([
        { price: 2, currency: 'EUR' },
        { price: 2.5, tags: ['a'] },
      ]),
    ).toEqual({
      type: 'object',
      properties: {
        currency: { type: 'string' },
        price: { type: 'number' },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['price'],
    });
  });

  it('[B8] accepts all that it was made from', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 8 }), (values) => {
        const { accepts } = compileEntry({ category: '', name: 'x', schema: { ...inferSchema(values) } });
        expect(values.every((value) => accepts(value))).toBe(true);
      }),
    );
  });
});
