import { expect, it } from '@jest/globals';
import { jsonTokens, parseReceived } from './json.format.js';

it('[D1] colours JSON without changing a character', () => {
  const value = { a: 'x: "y" \\', n: [1, -2.5e9, true, null], 'k:1': {}, e: [] };
  const tokens = jsonTokens(value);
  expect(tokens.map((token) => token.text).join('')).toBe(JSON.stringify(value, null, 2));
  expect(tokens.filter((token) => token.kind === 'key').map((token) => token.text)).toEqual([
    '"a"',
    '"n"',
    '"k:1"',
    '"e"',
  ]);
});

it('[D2] reads a payload that was kept as text, also when it is no JSON', () => {
  expect(parseReceived('{"a":1}')).toEqual({ a: 1 });
  expect(parseReceived('{"a":')).toBe('{"a":');
  expect(parseReceived({ a: 1 })).toEqual({ a: 1 });
});
