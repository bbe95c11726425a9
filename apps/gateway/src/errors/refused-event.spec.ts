import { describe, expect, it } from '@jest/globals';
import type { StoredErrorRow } from '@argus/clickhouse';
import { groupByEvent, toReplay } from './refused-event.js';

let count = 0;
const row = (event: string, code: string, field: string, received_us = 1): StoredErrorRow => ({
  error_id: `e${++count}`,
  received_us,
  source: 's',
  code,
  field,
  message: '',
  event,
  sequence: count,
});

describe('groupByEvent', () => {
  it('[D2] puts the errors of one event together, and keeps equal events apart', () => {
    const rows = [
      row('A', 'required', 'x'),
      row('A', 'required', 'y'),
      row('A', 'required', 'x'),
      row('A', 'required', 'y'),
      row('B', 'bot', 'timestamp'),
      row('B', 'bot', 'timestamp'),
      row('B', 'bot', 'timestamp', 2),
    ];
    expect(groupByEvent(rows).map(({ text, errorIds }) => [text, errorIds.size])).toEqual([
      ['A', 2],
      ['A', 2],
      ['B', 1],
      ['B', 1],
      ['B', 1],
    ]);
  });
});

describe('toReplay', () => {
  const refused = {
    source: 's',
    receivedUs: 1_710_513_000_000_000,
    errorId: 'e',
    codes: new Set<string>(),
    errorIds: new Set<string>(),
  };

  it('[D2] sends the event as it was, with its time and an id that is always the same', () => {
    const event = toReplay({ ...refused, text: '{"name":"x"}' });
    expect(event).toEqual(toReplay({ ...refused, text: '{"name":"x"}' }));
    expect(event).toMatchObject({ name: 'x', timestamp: '2024-03-15T14:30:00.000Z' });
    expect(toReplay({ ...refused, text: '{"event_id":"mine","timestamp":5}' })).toEqual({
      event_id: 'mine',
      timestamp: 5,
    });
  });

  it('[D2] does not make up what was cut', () => {
    expect(toReplay({ ...refused, text: '{"name":"x' })).toBeUndefined();
    expect(toReplay({ ...refused, text: '[1]' })).toBeUndefined();
  });
});
