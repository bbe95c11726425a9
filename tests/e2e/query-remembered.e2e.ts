import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, sendAll, sql, untilStored, waitFor } from '../kit/index.js';
import { type SentEvent, asSent, series } from './query-model.js';

interface Series {
  points: { time: string; events: number; users: number; sessions: number }[];
}

const DAY_US = 86_400e6;
const SOURCES = ['one', 'two'] as const;
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'];
/** One whose hours begin on the hour, and one whose do not: each change is looked at through both. */
const TWO_ZONES = ['UTC', 'Asia/Kathmandu'];

/** The midnight (UTC) that was three days ago, so that the series has closed days and the running one; microseconds. */
const firstUs = Math.floor((Date.now() * 1000) / DAY_US - 3) * DAY_US;
const nowUs = Date.now() * 1000;

let product: Product;
const sent: SentEvent[] = [];

/** Sends events of both sources and waits until they are stored; `seed` decides whose and when. */
async function send(count: number, seed: number, atUs: (share: number) => number): Promise<void> {
  for (const source of SOURCES) {
    const events = Array.from({ length: count }, (_, i): SentEvent => {
      const dice = (i * 7_919 + seed * 104_729) % 1_009;
      const us = Math.round(atUs(dice / 1_009));
      const user = dice % 11 === 0 ? '' : `u${dice % 40}`;
      const session = user === '' || dice % 3 === 0 ? `s${dice % 70}` : '';
      return { source, us, user, session, category: '', name: 'click', page: '', data: {} };
    });
    for (let from = 0; from < count; from += 200)
      await sendAll(product, events.slice(from, from + 200).map(asSent), source);
    sent.push(...events);
  }
  await untilStored(product, sent.length);
}

const spread = (share: number): number => firstUs + share * (nowUs - firstUs);

/** What the series says, and what the events that were sent say of the same buckets. */
async function both(query: string, interval: 'minute' | 'hour' | 'day', timezone: string, source: string | undefined) {
  const zone = encodeURIComponent(timezone);
  const path = `/analytics/timeseries?interval=${interval}&timezone=${zone}&${query}${source ? `&source=${source}` : ''}`;
  const { body } = await get<Series>(product, path);
  const [from, to] = ['from', 'to'].map((name) => Date.parse(new URLSearchParams(query).get(name) ?? '') * 1000);
  const counted = sent.filter((event) => event.us >= (from ?? 0) && event.us <= (to ?? 0) + 999);
  const inside = series(
    counted.filter((event) => source === undefined || event.source === source),
    interval,
    timezone,
  );
  return { answered: body.points, expected: body.points.map(({ time }) => ({ time, ...inside(time) })) };
}

const range = (fromUs: number, toUs: number): string =>
  `from=${new Date(fromUs / 1000).toISOString()}&to=${new Date(toUs / 1000).toISOString()}`;

/** Every kind of bucket: whole and cut ones, of closed days and of the running one, twice over. */
async function expectAllTrue(timezones = TWO_ZONES): Promise<void> {
  const whole = range(firstUs, firstUs + 4 * DAY_US - 1000);
  const cut = range(firstUs + 5_025_000_000, nowUs - 1_234_000);
  const short = range(firstUs + 2 * DAY_US + 5_025_000_000, nowUs - 1_234_000);
  const hours = range(firstUs + 2 * DAY_US, firstUs + 2 * DAY_US + 7_200e6 - 1000);
  for (let round = 0; round < 2; round++) {
    for (const source of [undefined, ...SOURCES]) {
      for (const timezone of timezones) {
        for (const query of [whole, cut, short]) {
          for (const interval of query === short ? (['hour'] as const) : (['hour', 'day'] as const)) {
            const { answered, expected } = await both(query, interval, timezone, source);
            expect({ timezone, source, query, interval, points: answered }).toEqual({
              timezone,
              source,
              query,
              interval,
              points: expected,
            });
          }
        }
      }
      const { answered, expected } = await both(hours, 'minute', 'UTC', source);
      expect(answered).toEqual(expected);
    }
  }
}

beforeAll(async () => {
  product = await Product.start({ env: { VERIFY_INTERVAL_SECONDS: '0' } });
  await send(600, 1, spread);
});

afterAll(async () => {
  await product?.stop();
});

describe('[C7] what was counted once', () => {
  it('[C7] is right, however often it is asked for', () => expectAllTrue(ZONES));

  it('[B9] counts late events of hours and days that were counted before', async () => {
    await send(150, 2, (share) => firstUs + 2 * DAY_US + share * 7_200e6);
    await expectAllTrue();
    await send(150, 3, spread);
    await expectAllTrue();
  });

  it('[B9] counts a single late event of a user who was not there before', async () => {
    const event = { source: 'one', category: '', name: 'click', page: '', data: {}, session: 'only' };
    sent.push({ ...event, us: firstUs + DAY_US / 2 + 1, user: 'only' });
    await sendAll(product, [asSent(sent.at(-1) as SentEvent)], 'one');
    await untilStored(product, sent.length);
    await expectAllTrue();
  });

  it('[C7] stays right when parts are merged', async () => {
    for (const table of ['activity_hourly', 'activity_daily', 'event_counts_1m'])
      await sql(product, `OPTIMIZE TABLE ${table} FINAL`);
    await expectAllTrue();
  });

  it('[C7] is counted anew when rows go', async () => {
    const counts = async () =>
      (await get<Series>(product, `/analytics/timeseries?interval=day&${range(firstUs, firstUs + DAY_US - 1000)}`)).body
        .points[0]?.users;
    const before = await counts();
    expect(before).toBeGreaterThan(2);
    await sql(product, `ALTER TABLE activity_daily DELETE WHERE user = sipHash64('u1') SETTINGS mutations_sync = 2`);
    await waitFor(counts, Number(before) - 1);
  });
});
