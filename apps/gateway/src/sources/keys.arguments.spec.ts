import { describe, expect, it } from '@jest/globals';
import { parseKeysArguments } from './keys.arguments.js';

describe('the keys command', () => {
  it('[B7] understands create, list and revoke', () => {
    expect(parseKeysArguments(['create', '--source', 'shop', '--scope', 'ingest'])).toEqual({
      command: 'create',
      source: 'shop',
      scopes: ['ingest'],
    });
    expect(parseKeysArguments(['create', '--scope', 'read,ingest'])).toEqual({
      command: 'create',
      source: '*',
      scopes: ['read', 'ingest'],
    });
    expect(parseKeysArguments(['list'])).toEqual({ command: 'list' });
    expect(parseKeysArguments(['revoke', 'abc'])).toEqual({ command: 'revoke', id: 'abc' });
    expect(parseKeysArguments(['--help'])).toEqual({ command: 'help' });
  });

  it.each([
    [['create'], /--scope/],
    [['create', '--scope', 'everything'], /--scope/],
    [['create', '--scope', 'read', '--source', 'a b'], /--source/],
    [['revoke'], /which key/],
    [['drop'], /There is no "drop"/],
    [['list', '--wat'], /wat/],
  ])('[B7] refuses %j and says what to type', (args, message) => {
    expect(() => parseKeysArguments(args)).toThrow(message);
  });
});
