import { describe, expect, it } from '@jest/globals';
import { insertStatement } from './insert-rows.js';

describe('insertStatement', () => {
  it('names table, columns and format', () => {
    expect(insertStatement({ table: 'events', columns: ['event_id', 'name'], format: 'Native' })).toBe(
      'INSERT INTO events (event_id, name) FORMAT Native',
    );
  });

  it('refuses what is no name of ours', () => {
    expect(() => insertStatement({ table: 'events; DROP TABLE x', columns: [], format: 'Native' })).toThrow(TypeError);
  });
});
