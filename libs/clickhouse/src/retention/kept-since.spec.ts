import { describe, expect, it } from '@jest/globals';
import { keptSince } from '@argus/contract';
import { wholeSince } from './kept-since.js';
import { KEPT_TABLES, daysOfTtl, ttlStatements } from './ttl.js';

const second = (time: string): number => Date.parse(time) / 1000;

describe('keptSince', () => {
  it('keeps today and so many whole days before it', () => {
    expect(keptSince(second('2026-03-15T14:30:00Z'), 2)).toBe(second('2026-03-13T00:00:00Z'));
    expect(keptSince(second('2026-03-15T00:00:00Z'), 2)).toBe(second('2026-03-13T00:00:00Z'));
  });

  it('keeps everything without a setting, and never asks for what was before the epoch', () => {
    expect(keptSince(second('2026-03-15T14:30:00Z'), 0)).toBe(0);
    expect(keptSince(second('1970-01-03T00:00:00Z'), 9)).toBe(0);
  });
});

describe('wholeSince', () => {
  const now = second('2026-03-15T14:30:00Z');

  it('[C7] is the beginning of what is kept, where that never changed', () => {
    expect(wholeSince([], now)).toBe(0);
    expect(wholeSince([{ second: now - 1, days: 30 }], now)).toBe(keptSince(now, 30));
  });

  it('[C7] remembers what a shorter setting dropped before the setting grew', () => {
    const changes = [
      { second: second('2026-01-01T00:00:00Z'), days: 10 },
      { second: second('2026-03-01T12:00:00Z'), days: 0 },
    ];
    expect(wholeSince(changes, now)).toBe(second('2026-02-19T00:00:00Z'));
  });
});

describe('statements of retention', () => {
  it('know every table that grows, and say the same days back', () => {
    expect(KEPT_TABLES.map(({ table }) => table)).toEqual([
      'events',
      'errors',
      'activity_hourly',
      'activity_daily',
      'event_counts_1m',
      'refused_events_1m',
    ]);
    for (const table of KEPT_TABLES) {
      const ttl = ttlStatements(table, 90)
        .at(-1)
        ?.replace(/.*MODIFY /, '');
      expect(daysOfTtl(`MergeTree ORDER BY a ${ttl} SETTINGS b = 1`)).toBe(90);
    }
  });

  it('take a TTL away where everything is kept', () => {
    expect(KEPT_TABLES.slice(0, 1).map((table) => ttlStatements(table, 0))).toEqual([
      ['ALTER TABLE events REMOVE TTL'],
    ]);
    expect(daysOfTtl('MergeTree ORDER BY a SETTINGS b = 1')).toBe(0);
  });
});
