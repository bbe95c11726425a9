import 'reflect-metadata';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { BUILT_IN_FOLDER, type TrackingPlan, loadPlan } from '@argus/tracking-plan';
import { type EventRules, type JudgedEvent, judgeEvent } from './judge-event.js';

const NOW = Date.parse('2024-06-01T12:00:00Z') * 1_000;
let plan: TrackingPlan;

beforeAll(async () => {
  ({ plan } = await loadPlan([BUILT_IN_FOLDER]));
});

const rules = (extra: Partial<EventRules> = {}): EventRules => ({
  plan,
  mode: 'enforce',
  strict: false,
  allowedTypes: undefined,
  nowUs: NOW,
  skewUs: 300_000_000,
  oldestUs: 0,
  maxDepth: 64,
  mayHoldOddCharacters: true,
  ...extra,
});

const errorsOf = (event: unknown, extra: Partial<EventRules> = {}): string[] => {
  const judged = judgeEvent(event, rules(extra));
  return Array.isArray(judged) ? judged.map(({ field, code }) => `${field} ${code}`) : [];
};

const accepted = (event: unknown, extra: Partial<EventRules> = {}): JudgedEvent => {
  const judged = judgeEvent(event, rules(extra));
  if (Array.isArray(judged)) throw new Error(JSON.stringify(judged));
  return judged;
};

const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`);

describe('judgeEvent', () => {
  it('[B2] makes one event of the three dialects', () => {
    expect(
      accepted({
        timestamp: '2024-03-15T14:30:00Z',
        user_id: 'u',
        event_type: 'page_view',
        page_url: '/p',
        session_id: 's',
      }).event,
    ).toEqual({
      eventId: '',
      timestampUs: Date.parse('2024-03-15T14:30:00Z') * 1_000,
      userId: 'u',
      sessionId: 's',
      category: '',
      name: 'page_view',
      pageUrl: '/p',
      data: '{}',
    });
    const pageview = {
      session_id: 's',
      category: 'page interaction',
      name: 'pageview',
      data: { host: 'h', path: '/x' },
    };
    expect(accepted({ ...pageview, timestamp: '2021-01-01 09:15:27.243860' }).event).toMatchObject({
      timestampUs: Date.parse('2021-01-01T09:15:27.243Z') * 1_000 + 860,
      pageUrl: 'h/x',
      data: '{"host":"h","path":"/x"}',
    });
    expect(accepted({ user_id: 'u', event_type: 'click', payload: { text: 'Buy' } })).toMatchObject({
      event: { name: 'click', data: '{"text":"Buy"}', timestampUs: NOW },
      hasOwnTimestamp: false,
    });
  });

  it('[B8] applies the built-in rules, and names the path inside of data', () => {
    const type = (name: string, data?: object, more: object = {}) => errorsOf({ user_id: 'u', name, data, ...more });
    expect(type('view', {})).toEqual(['data.url required']);
    expect(type('view', { url: 5, title: 6 })).toEqual(['data.url wrong_type', 'data.title wrong_type']);
    expect(type('view', { url: '/a' })).toEqual([]);
    expect(type('view', undefined, { page_url: '/a' })).toEqual([]);
    expect(type('page_view')).toEqual(['page_url required']);
    expect(type('page_view', { url: '/a' })).toEqual([]);
    expect(type('click')).toEqual([]);
    expect(type('click', { element_id: 1 })).toEqual(['data.element_id wrong_type']);
    expect(type('location')).toEqual(['data.latitude required', 'data.longitude required']);
    expect(type('location', { latitude: 91, longitude: -181, accuracy: -1 })).toEqual([
      'data.latitude out_of_range',
      'data.longitude out_of_range',
      'data.accuracy out_of_range',
    ]);
    expect(type('anything', { at: 'all' })).toEqual([]);
  });

  it('[B4] reports the fields of the event and of its payload together', () => {
    expect(errorsOf({ user_id: 7, event_type: 'location', payload: { latitude: 'x' }, timestamp: 'soon' })).toEqual([
      'timestamp bad_format',
      'user_id wrong_type',
      'data.longitude required',
      'data.latitude wrong_type',
    ]);
  });

  it('[B8] takes only registered types of a strict source, and only those it lists', () => {
    expect(errorsOf({ user_id: 'u', event_type: 'jump' }, { strict: true })).toEqual(['event_type unknown_event_type']);
    const listed = { strict: true, allowedTypes: new Set(['view']) };
    expect(errorsOf({ user_id: 'u', name: 'view', page_url: '/' }, listed)).toEqual([]);
    expect(errorsOf({ user_id: 'u', name: 'click' }, listed)).toEqual(['name unknown_event_type']);
  });

  it('[B8] only warns, or says nothing, where the source wants that', () => {
    const event = { user_id: 'u', name: 'location' };
    expect(accepted(event, { mode: 'warn' }).warnings.map(({ field }) => field)).toEqual([
      'data.latitude',
      'data.longitude',
    ]);
    expect(accepted(event, { mode: 'observe' }).warnings).toEqual([]);
  });

  it('[B9] refuses the far future and the time before 1970, and takes late events', () => {
    const at = (timestamp: unknown) => errorsOf({ user_id: 'u', name: 'x', timestamp });
    expect(at(NOW / 1_000 + 300_000)).toEqual([]);
    expect(at(NOW / 1_000 + 300_001)).toEqual(['timestamp in_the_future']);
    expect(at('9999-12-31T23:59:59Z')).toEqual(['timestamp in_the_future']);
    expect(at(1e300)).toEqual(['timestamp in_the_future']);
    expect(at(0)).toEqual([]);
    expect(at(-1)).toEqual(['timestamp too_old']);
    expect(at('1969-12-31T23:59:59Z')).toEqual(['timestamp too_old']);
    expect(at(NOW / 1_000 - 1)).toEqual([]);
    const since = { oldestUs: NOW };
    expect(errorsOf({ user_id: 'u', name: 'n', timestamp: NOW / 1_000 }, since)).toEqual([]);
    expect(errorsOf({ user_id: 'u', name: 'n', timestamp: NOW / 1_000 - 1 }, since)).toEqual(['timestamp too_old']);
    expect(at('1999-01-01T00:00:00Z')).toEqual([]);
  });

  it('[B4] bounds the payload: 16 levels, 64 KiB', () => {
    const withData = (data: unknown) => errorsOf({ user_id: 'u', name: 'x', data });
    expect(withData(nested(16))).toEqual([]);
    expect(withData(nested(17))).toEqual(['data too_deep']);
    expect(withData({ a: 'x'.repeat(65_536 - 8) })).toEqual([]);
    expect(withData({ a: 'x'.repeat(65_536 - 7) })).toEqual(['data too_large']);
    expect(withData({ a: 'é'.repeat(32_768 - 3) })).toEqual(['data too_large']);
  });

  it('[B4] refuses NUL and half surrogate pairs wherever they stand', () => {
    const odd = (event: object) => errorsOf({ user_id: 'u', name: 'x', ...event });
    expect(odd({ user_id: 'a\0' })).toEqual(['user_id bad_format']);
    expect(odd({ data: { deep: ['\ud800'] } })).toEqual(['data.deep.0 bad_format']);
    expect(odd({ data: { 'k\0': 1 } })).toEqual(['data bad_format']);
    expect(odd({ user_id: '😀' })).toEqual([]);
  });

  it('[B4] refuses a page address that is too long, also one that was put together', () => {
    expect(errorsOf({ user_id: 'u', name: 'x', page_url: 'x'.repeat(2_049) })).toEqual(['page_url too_long']);
    expect(errorsOf({ user_id: 'u', name: 'x', data: { host: 'h', path: 'x'.repeat(2_048) } })).toEqual([
      'data.path too_long',
    ]);
  });

  it('[B4] reports at most 50 fields', () => {
    const event = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`field_${i}`, i]));
    const found = errorsOf({ user_id: 'u', name: 'x', ...event });
    expect(found).toHaveLength(50);
    expect(found.at(-1)).toBe(' too_many_errors');
  });
});
