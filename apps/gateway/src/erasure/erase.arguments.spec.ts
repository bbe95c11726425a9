import { describe, expect, it } from '@jest/globals';
import { eraseRoute, parseEraseArguments } from './erase.arguments.js';

describe('arguments of erase', () => {
  it('need somebody', () => {
    expect(() => parseEraseArguments([])).toThrow('--user ID');
    expect(parseEraseArguments(['--help']).help).toBe(true);
    expect(parseEraseArguments(['--user', 'ada', '--source', 'a', '--source', 'b', '--yes'])).toEqual({
      help: false,
      user: 'ada',
      sources: ['a', 'b'],
      preview: false,
      yes: true,
      url: undefined,
      key: undefined,
    });
  });

  it('make a route of any id', () => {
    expect(eraseRoute({ user: 'a/b c?é', sources: [] }, false)).toBe('/users/a%2Fb%20c%3F%C3%A9');
    expect(eraseRoute({ user: 'u', sources: ['a', 'b'] }, true)).toBe('/users/u?source=a&source=b&preview=true');
  });
});
