import { describe, expect, it } from '@jest/globals';
import { parseArguments } from './sql.arguments.js';

describe('npm run sql', () => {
  it('[D4] takes a query, a format or nothing', () => {
    expect(parseArguments(['SELECT 1'])).toEqual({ help: false, sql: 'SELECT 1', format: undefined });
    expect(parseArguments(['--format', 'CSV', 'SELECT', '1'])).toMatchObject({ sql: 'SELECT 1', format: 'CSV' });
    expect(parseArguments([]).sql).toBe('');
    expect(() => parseArguments(['--wrong'])).toThrow('--wrong');
  });
});
