import fc from 'fast-check';
import type { SentEvent } from './query-model.js';

const USERS = ['', 'u1', 'u2', 'Zoë', '用户', '😀', "o'br\\ien\t", 'U'.repeat(200)];
const SESSIONS = ['', 's1', 's2', 's3', 'séance ½', '{}'];
const NAMES = ['view', 'page_view', 'pageview', 'click', 'impression', 'purchase', 'naïve "event"'];
const PAGES = ['https://shop.example/', '/ä?q=%20#x', '/b', '/c', '/d', '/e', '/f'];

/** Seconds before now: around the edges of both windows, a little ahead of the clock, and up to six weeks late. */
const ago = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0, max: 320, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 296, max: 308, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 895, max: 910, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -200, max: 0, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 7_200, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 42 * 86_400, noNaN: true }) },
);

const extra = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ note: fc.string({ unit: 'grapheme', maxLength: 50 }) }) },
  { weight: 1, arbitrary: fc.constant({ blob: 'x'.repeat(60_000) }) },
);

/** An event that the built-in tracking plan takes; `nowUs` and the prefix of its source belong to a run. */
const anyEvent = (prefix: string, nowUs: number): fc.Arbitrary<SentEvent> =>
  fc
    .record({
      source: fc.constantFrom(`${prefix}-a`, `${prefix}-b`, `${prefix}-c`),
      ago,
      user: fc.constantFrom(...USERS),
      session: fc.constantFrom(...SESSIONS),
      category: fc.constantFrom('', '', 'shop'),
      name: fc.constantFrom(...NAMES),
      page: fc.constantFrom(...PAGES),
      extra,
    })
    .map(({ ago: seconds, user, session, page, extra: more, ...event }) => ({
      ...event,
      us: nowUs - Math.round(seconds * 1e6),
      user: user || session ? user : 'alone',
      session,
      page,
      data: {
        ...more,
        ...(event.name === 'view' ? { url: page } : {}),
        ...(event.name === 'click' ? { element_id: 'buy', text: 'Buy' } : {}),
      },
    }));

/** Events in the order in which they are sent, which is not that of their times. */
export const anyEvents = (prefix: string, nowUs: number): fc.Arbitrary<SentEvent[]> =>
  fc.array(anyEvent(prefix, nowUs), { minLength: 1, maxLength: 120, size: 'max' });
