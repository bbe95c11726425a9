import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, post, runCommand, sendAll, settingsOf, sql, untilStored, waitFor } from '../kit/index.js';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 40;

/** One product through three lives: everything is kept, then 40 days of events and 3 of errors, then everything again. */
let product: Product;
/** Days ago, and how many events and errors each was given. */
const AGES = [0, 1, KEPT_DAYS, KEPT_DAYS + 1, 100, 400];
const PER_DAY = 3;

/** What is kept is counted from today: the tests must be over before that is yesterday. */
const NEEDED_MS = 240_000;

const noon = (daysAgo: number): number => Math.floor((Date.now() - daysAgo * DAY_MS) / DAY_MS) * DAY_MS;
const at = (daysAgo: number) => new Date(noon(daysAgo)).toISOString();
const number = async (query: string): Promise<number> => Number(await sql(product, query));

const command = (name: string) => runCommand(settingsOf(product), name);

interface Storage {
  tables: {
    table: string;
    rows: number;
    kept_days: number | null;
    oldest: string | null;
    next_drop: { what: string; rows: number; at: string } | null;
  }[];
  queue: { rows: number };
}

const storageOf = async (table: string) => {
  const { body } = await get<Storage>(product, '/storage');
  return body.tables.find((one) => one.table === table);
};

const days = async (table: string, day: string): Promise<string> => {
  const text = await sql(product, `SELECT DISTINCT ${day} AS d FROM ${table} ORDER BY d`);
  return text.replaceAll('\n', ' ');
};

const daysOf = (ages: readonly number[]): string =>
  ages
    .map((age) => at(age).slice(0, 10))
    .sort()
    .join(' ');

beforeAll(async () => {
  const leftMs = DAY_MS - (Date.now() % DAY_MS);
  if (leftMs < NEEDED_MS) await sleep(leftMs + 1_000);
  product = await Product.start();
  const events = AGES.flatMap((age) =>
    Array.from({ length: PER_DAY }, (_, i) => ({
      user_id: `u${i}`,
      session_id: 's',
      name: 'seen',
      timestamp: at(age),
    })),
  );
  await sendAll(product, events);
  await post(product, '/events', { name: 'no user' });
  await untilStored(product, events.length);
  // Errors happen when they are received: older ones are made by hand.
  await sql(
    product,
    `INSERT INTO errors (received_at, code, event) SELECT now64(6) - toIntervalDay(arrayJoin([1, 3, 4, 200])), 'empty', '{}'`,
  );
}, 400_000);

afterAll(async () => {
  await product?.stop();
});

describe('retention', () => {
  it('keeps everything where nothing is set, and says so', async () => {
    expect(await storageOf('events')).toMatchObject({
      rows: AGES.length * PER_DAY,
      kept_days: null,
      next_drop: null,
      oldest: new Date(noon(400)).toISOString(),
    });
    expect(await command('verify')).toMatchObject({ code: 0 });
  });

  it('[C7] drops whole old months of raw rows and old days of aggregates, and what is left agrees', async () => {
    await product.stop({ keepData: true });
    product = await product.again({ RETENTION_DAYS: String(KEPT_DAYS), ERRORS_RETENTION_DAYS: '3' });
    const kept = AGES.filter((age) => age <= KEPT_DAYS);
    await waitFor(() => days('activity_daily', 'day'), daysOf(kept), 60_000);
    await waitFor(() => days('activity_hourly', 'toDate(hour)'), daysOf(kept), 60_000);
    await waitFor(() => days('event_counts_1m', 'toDate(minute)'), daysOf(kept), 60_000);
    // A month goes when its last day is too old: of that month's rows some may be older than what is promised.
    const oldest = new Date(noon(KEPT_DAYS));
    const monthStart = Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth());
    const raw = AGES.filter((age) => noon(age) >= monthStart);
    await waitFor(() => days('events', 'toDate(timestamp)'), daysOf(raw), 60_000);
    await waitFor(() => number('SELECT count() FROM refused_events_1m WHERE toDate(minute) < today() - 3'), 0, 60_000);
    await waitFor(() => number('SELECT count() FROM errors WHERE toDate(received_at) < today() - 100'), 0, 60_000);
    expect(await command('verify')).toMatchObject({ code: 0 });
  });

  it('[B9] refuses what is older than what is kept, and takes late events up to there', async () => {
    const event = (age: number) => ({ user_id: 'late', name: 'seen', timestamp: at(age) });
    const { status, body } = await post<{ errors: object[] }>(product, '/events', [event(KEPT_DAYS + 1)]);
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'timestamp', code: 'too_old' })]);
    await sendAll(product, [event(KEPT_DAYS)]);
    await waitFor(() => number("SELECT count() FROM events WHERE user_id = 'late'"), 1);
  });

  it('shows what is dropped next, by route and by command', async () => {
    const daily = await storageOf('activity_daily');
    expect(daily).toMatchObject({ kept_days: KEPT_DAYS });
    expect(daily?.next_drop).toMatchObject({ what: `the day ${at(KEPT_DAYS).slice(0, 10)}`, at: at(-1) });
    const raw = await storageOf('events');
    expect(raw?.next_drop?.what).toBe(`the month ${raw?.oldest?.slice(0, 7)}`);
    expect(raw?.next_drop?.rows).toBe(
      await number(
        'SELECT count() FROM events WHERE toYYYYMM(timestamp) = (SELECT toYYYYMM(min(timestamp)) FROM events)',
      ),
    );
    const { code, output } = await command('storage');
    expect(code).toBe(0);
    expect(output).toMatch(
      new RegExp(`^activity_daily .* ${KEPT_DAYS} days  the day ${at(KEPT_DAYS).slice(0, 10)} `, 'm'),
    );
    const { status } = await get(product, '/storage?table=events');
    expect(status).toBe(400);
  });

  it('[C7] rebuilds without bringing back what was dropped', async () => {
    // Raw rows of days that are gone from the aggregates stay until their month goes; this is one of them.
    await sql(product, `INSERT INTO event_counts_1m SELECT toStartOfMinute(now() - 60), 'x', '', 'made up', 7`);
    expect(await command('rebuild')).toMatchObject({ code: 0 });
    expect(await number(`SELECT count() FROM event_counts_1m WHERE toDate(minute) < today() - ${KEPT_DAYS}`)).toBe(0);
    expect(await number("SELECT count() FROM event_counts_1m WHERE name = 'made up'")).toBe(0);
    expect(await number('SELECT count() FROM activity_daily')).toBeGreaterThan(0);
  });

  it('[C7] keeps everything again when it is unset, and does not miss what was dropped before', async () => {
    await product.stop({ keepData: true });
    product = await product.again({ RETENTION_DAYS: '', ERRORS_RETENTION_DAYS: '' });
    expect(await storageOf('events')).toMatchObject({ kept_days: null, next_drop: null });
    expect(
      await number("SELECT countIf(engine_full LIKE '%TTL%') FROM system.tables WHERE name LIKE 'activity%'"),
    ).toBe(0);
    expect(await command('verify')).toMatchObject({ code: 0 });
    await sendAll(product, [{ user_id: 'old', name: 'seen', timestamp: at(400) }]);
    await waitFor(() => number("SELECT count() FROM events WHERE user_id = 'old'"), 1);
  });
});
