import { describe, expect, it } from '@jest/globals';
import { forPerson } from './log-line.js';

describe('log lines for a person', () => {
  it('[E7] shows time, process, message and what else is known', () => {
    const line =
      '{"level":30,"time":"2026-11-22T03:57:44.380Z","service":"gateway","applied":["0001_events"],"msg":"done"}';
    expect(forPerson(line)).toBe('  03:57:44  gateway  done  applied=["0001_events"]');
  });

  it('[E7] shows a request in one line', () => {
    const line =
      '{"level":30,"time":"2026-11-22T03:57:44.380Z","service":"gateway","method":"GET","url":"/events","status":200,"ms":2.4}';
    expect(forPerson(line)).toBe('  03:57:44  gateway  GET /events 200 2.4 ms');
  });

  it('[E7] shows the level and the stack of an error', () => {
    const line =
      '{"level":50,"time":"2026-11-22T03:57:44.380Z","service":"engine","msg":"no","err":{"stack":"Error: no\\n  at x"}}';
    expect(forPerson(line)).toBe('  03:57:44  engine   ERROR  no\nError: no\n  at x');
  });

  it('leaves other text alone', () => {
    expect(forPerson('plain')).toBe('plain');
    expect(forPerson('{broken')).toBe('{broken');
  });
});
