import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { EventDto } from './event.dto.js';
import { explainEvent, isEvent } from './event.schema.js';

const FIELDS = [
  'event_id',
  'timestamp',
  'user_id',
  'session_id',
  'category',
  'name',
  'event_type',
  'page_url',
  'data',
  'payload',
  'unheard_of',
];

/** Values that lie on and beside the edge of some rule. */
const values = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.integer({ min: 0, max: 201 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 99, max: 101 }).map((length) => '😀'.repeat(length)),
  fc.integer({ min: 2_047, max: 2_049 }).map((length) => 'é'.repeat(length)),
  fc.constantFrom('', 'view', '2024-02-29T00:00:00Z', '2023-02-29T00:00:00Z', '2021-01-01 09:15:27.243860', 'x\uFE0F'),
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1_700_000_000_000, 1e300, {}, { a: 1 }, [], [1]),
);

const events = fc.dictionary(fc.constantFrom(...FIELDS), values, { maxKeys: 8, noNullPrototype: true });

const byClass = (event: object): boolean =>
  validateSync(plainToInstance(EventDto, event), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  }).length === 0;

describe('the compiled rules of an event', () => {
  it('[B2] accept and refuse what the decorated class accepts and refuses', () => {
    let accepted = 0;
    fc.assert(
      fc.property(events, (event) => {
        const verdict = isEvent(event);
        if (verdict) accepted++;
        expect({ event, verdict }).toEqual({ event, verdict: byClass(event) });
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(10);
  });

  it('[B4] explain whatever they refuse', () => {
    fc.assert(
      fc.property(fc.oneof(events, fc.jsonValue({ maxDepth: 2 })), (event) => {
        expect(explainEvent(event).length > 0).toBe(!isEvent(event));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    [{}, ['user_id required', 'name required']],
    [{ session_id: 's', name: '' }, ['name empty']],
    [{ user_id: 7, name: 'x' }, ['user_id wrong_type']],
    [{ user_id: null, session_id: 's', name: 'x' }, ['user_id wrong_type']],
    [{ user_id: 'u', name: 'x', event_type: 'x' }, ['event_type ambiguous_alias']],
    [{ user_id: 'u', name: 'x', data: {}, payload: {} }, ['payload ambiguous_alias']],
    [{ user_id: 'u', event_type: 5 }, ['event_type wrong_type']],
    [{ user_id: 'u', name: 'x', payload: [] }, ['payload wrong_type']],
    [{ user_id: 'u', name: 'x', colour: 1 }, ['colour unknown_field']],
    [{ user_id: 'u', name: 'x', event_id: 'no' }, ['event_id bad_format']],
    [{ user_id: 'u', name: 'x', timestamp: 'soon' }, ['timestamp bad_format']],
    [{ user_id: 'u', name: 'x', timestamp: true }, ['timestamp wrong_type']],
    [{ user_id: 'u', name: 'x', timestamp: 1.5 }, ['timestamp wrong_type']],
    [{ user_id: 'u'.repeat(201), name: 'x'.repeat(101) }, ['user_id too_long', 'name too_long']],
    ['text', [' wrong_type']],
    [[], [' wrong_type']],
    [null, [' wrong_type']],
    [
      JSON.parse('{"user_id":"u","name":"x","__proto__":{},"constructor":{}}'),
      ['__proto__ unknown_field', 'constructor unknown_field'],
    ],
  ])('[B4] name every wrong field of %j', (event, expected) => {
    expect(isEvent(event)).toBe(false);
    expect(explainEvent(event).map(({ field, code }) => `${field} ${code}`)).toEqual(expected);
  });
});
