import { describe, expect, it } from '@jest/globals';
import { parseRules, rulesText, typeKey, typeOfReceived } from './rules-text.js';

describe('rules', () => {
  it('[B8] are edited as text and read back', () => {
    const rules = { description: 'A view', schema: { type: 'object', required: ['url'] } };
    expect(parseRules(rulesText({ ...rules }))).toEqual(rules);
  });

  it('[B8] say what is wrong with them', () => {
    expect(parseRules('{')).toMatch(/^This is no JSON/);
    expect(parseRules('[]')).toBe('The rules are an object with a "schema".');
    expect(parseRules('{"description":"x"}')).toBe('The rules are an object with a "schema".');
  });

  it('[D2] are found for an event that was refused, under either spelling', () => {
    expect(typeOfReceived({ event_type: 'view' })).toEqual({ category: '', name: 'view' });
    expect(typeOfReceived({ name: 'submit', category: 'form' })).toEqual({ category: 'form', name: 'submit' });
    for (const none of ['text', null, {}, { name: 7 }, { name: '' }]) expect(typeOfReceived(none)).toBeUndefined();
    expect([typeKey({ category: '', name: 'a' }), typeKey({ category: 'c', name: 'a' })]).toEqual(['a', 'c/a']);
  });
});
