import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventRow, Problem } from '@argus/contract';
import { Product, get, post, sendAll, sql, untilStored, waitFor } from '../kit/index.js';

/** Events, sessions, errors and free SQL as the section "Reading" of the public contract has them. */
let product: Product;

interface Page {
  events: EventRow[];
  next_cursor: string | null;
}

const COUNT = 25;
const second = (i: number): string => new Date(Date.UTC(2024, 2, 15, 12, 0, i)).toISOString();
/** Five at each instant, so that a walk must keep the order of acceptance within one. */
const sent = Array.from({ length: COUNT }, (_, i) => ({
  event_id: randomUUID(),
  user_id: `u${i % 3}`,
  session_id: 'walk',
  name: i % 2 ? 'odd' : 'even',
  category: i % 5 ? '' : 'fifth',
  page_url: `/p${i}`,
  timestamp: second(Math.floor(i / 5)),
}));
const ids = sent.map(({ event_id }) => event_id);

beforeAll(async () => {
  product = await Product.start();
  for (const event of sent) await sendAll(product, [event]);
  await sendAll(product, [{ session_id: 'walk', user_id: 'other', name: 'late', timestamp: second(60) }], 'shop');
  await untilStored(product, COUNT + 1);
}, 180_000);
afterAll(() => product.stop());

const idsOf = ({ events }: Page) => events.map(({ event_id }) => event_id);
const find = async (query: string): Promise<Page> => {
  const { status, body } = await get<Page>(product, `/events?${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body;
};

async function walk(query: string, meanwhile?: () => Promise<unknown>): Promise<EventRow[]> {
  const found: EventRow[] = [];
  let cursor = '';
  for (let pages = 0; pages < 100; pages++) {
    const page = await find(`${query}${cursor}`);
    found.push(...page.events);
    if (page.next_cursor === null) return found;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    await meanwhile?.();
  }
  throw new Error('the walk never ends');
}

describe('GET /events', () => {
  it('[D1] is newest first by default, ties in order of acceptance, both ways alike', async () => {
    const forwards = idsOf(await find('source=default&order=asc'));
    expect(forwards).toEqual(ids);
    expect(idsOf(await find('source=default&order=desc'))).toEqual([...ids].reverse());
    expect(idsOf(await find('source=default'))).toEqual([...ids].reverse());
  });

  it('[D1] filters by each parameter, and by several at once', async () => {
    const expected = (keep: (event: (typeof sent)[number], i: number) => boolean) =>
      sent.filter(keep).map(({ event_id }) => event_id);
    const found = async (query: string) => idsOf(await find(`source=default&order=asc&${query}`));
    expect(await found('user_id=u1')).toEqual(expected(({ user_id }) => user_id === 'u1'));
    expect(await found('session_id=walk')).toEqual(ids);
    expect(await found('session_id=none')).toEqual([]);
    expect(await found('name=odd')).toEqual(expected(({ name }) => name === 'odd'));
    expect(await found('event_type=odd')).toEqual(expected(({ name }) => name === 'odd'));
    expect(await found('category=fifth')).toEqual(expected(({ category }) => category === 'fifth'));
    expect(await found('user_id=u1&name=odd')).toEqual(
      expected(({ user_id, name }) => user_id === 'u1' && name === 'odd'),
    );
    const both = expected(({ timestamp }) => timestamp >= second(1) && timestamp <= second(3));
    expect(await found(`from=${second(1)}&to=${second(3)}`)).toEqual(both);
    expect(await found('from=2024-03-15&to=2024-03-15')).toEqual(ids);
    expect(await found('from=2024-03-16')).toEqual([]);
  });

  it.each(['asc', 'desc'])('[D1] a walk (%s) returns each event once, while others arrive', async (order) => {
    const later = () => sendAll(product, [{ user_id: 'late', name: 'late', timestamp: second(2) }], 'noise');
    const found = await walk(`order=${order}&limit=3`, later);
    const mine = found.filter(({ source }) => source === 'default').map(({ event_id }) => event_id);
    expect(mine).toEqual(order === 'asc' ? ids : [...ids].reverse());
    expect(new Set(found.map(({ event_id }) => event_id)).size).toBe(found.length);
  });

  it('[D1] says at the exact end that there is no more', async () => {
    const all = await find(`source=default&limit=${COUNT}`);
    expect([all.events.length, all.next_cursor]).toEqual([COUNT, null]);
    const most = await find(`source=default&limit=${COUNT - 1}`);
    expect([most.events.length, most.next_cursor]).toEqual([COUNT - 1, expect.any(String)]);
  });

  it('[D1] finds one event by its id, whatever its case; 404 without it, 400 for what is no id', async () => {
    const [first = '', one] = [ids[0], sent[0]];
    const { status, body } = await get<EventRow>(product, `/events/${first.toUpperCase()}`);
    expect([status, body]).toEqual([
      200,
      { ...one, source: 'default', received_at: expect.stringMatching(/\.\d{3}Z$/), data: {} },
    ]);
    for (const [path, code] of [
      [`/events/${randomUUID()}`, 404],
      [`/events/${first}?source=shop`, 404],
      ['/events/x', 400],
    ] as const) {
      const answer = await get<Problem>(product, path);
      expect([path, answer.status, answer.body.status]).toEqual([path, code, code]);
    }
  });
});

describe('GET /sessions/{session_id}', () => {
  it('[D3] has the whole of a session from every source, oldest first', async () => {
    const { body } = await get<Page & Record<string, unknown>>(product, '/sessions/walk');
    expect(idsOf(body).slice(0, COUNT)).toEqual(ids);
    expect({ ...body, events: body.events.length }).toEqual({
      session_id: 'walk',
      sources: ['default', 'shop'],
      user_ids: ['other', 'u0', 'u1', 'u2'],
      started_at: second(0),
      ended_at: second(60),
      duration_ms: 60_000,
      entry_page: '/p0',
      exit_page: `/p${COUNT - 1}`,
      events: COUNT + 1,
      next_cursor: null,
    });
    const mine = await get<Page & Record<string, unknown>>(product, '/sessions/walk?source=default');
    expect([mine.body['sources'], mine.body.events.length, mine.body['duration_ms']]).toEqual([
      ['default'],
      COUNT,
      4_000,
    ]);
    expect((await get(product, '/sessions/none')).status).toBe(404);
  });

  it('[D3] gives at most 1,000 events in one answer, and the rest by its cursor', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => ({
      event_id: randomUUID(),
      session_id: 'long',
      name: 'step',
      timestamp: Date.UTC(2024, 2, 15) + i,
    }));
    await sendAll(product, many);
    await waitFor(
      async () => Number(await sql(product, "SELECT count() FROM events WHERE session_id = 'long'")),
      1_001,
    );
    const first = (await get<Page & { duration_ms: number }>(product, '/sessions/long')).body;
    expect([first.events.length, first.duration_ms]).toEqual([1_000, 1_000]);
    const rest = await get<Page & { duration_ms: number }>(
      product,
      `/sessions/long?cursor=${encodeURIComponent(first.next_cursor ?? '')}`,
    );
    expect([rest.body.duration_ms, rest.body.next_cursor]).toEqual([1_000, null]);
    expect([...idsOf(first), ...idsOf(rest.body)]).toEqual(many.map(({ event_id }) => event_id));
  });
});

describe('GET /errors', () => {
  it('[D2] lists one error a wrong field, newest first, with the event as received', async () => {
    const wrong = { name: 'location', data: { latitude: 91, longitude: 'x' } };
    await post(product, '/events', wrong, { 'x-source': 'broken' });
    const ask = async (query = '') => {
      const { body } = await get<{ errors: Record<string, unknown>[]; next_cursor: string | null }>(
        product,
        `/errors?source=broken${query}`,
      );
      return body;
    };
    await waitFor(async () => (await ask()).errors.length, 3);
    const { errors, next_cursor: cursor } = await ask();
    expect(cursor).toBeNull();
    for (const error of errors) {
      expect(error).toEqual({
        error_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        received_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
        source: 'broken',
        code: expect.any(String),
        field: expect.any(String),
        message: expect.any(String),
        event: wrong,
      });
      expect((await get(product, `/errors/${String(error['error_id'])}`)).body).toEqual(error);
    }
    const kinds = errors.map(({ field, code }) => `${String(field)} ${String(code)}`).sort();
    expect(kinds).toEqual(['data.latitude out_of_range', 'data.longitude wrong_type', 'user_id required']);
    expect((await ask('&code=required')).errors.map(({ field }) => field)).toEqual(['user_id']);
    expect((await ask('&field=data.latitude')).errors.map(({ code }) => code)).toEqual(['out_of_range']);
    expect((await ask('&to=2020-01-01')).errors).toEqual([]);
    const walked: unknown[] = [];
    let next = '';
    do {
      const page = await ask(`&limit=1${next}`);
      walked.push(...page.errors);
      next = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor)}`;
    } while (next);
    expect(walked).toEqual(errors);
    expect((await get(product, `/errors/${randomUUID()}`)).status).toBe(404);
    expect((await get(product, '/errors/x')).status).toBe(400);
  });
});

describe('POST /query', () => {
  const query = (body: object) => post<Problem & Record<string, unknown>>(product, '/query', body);

  it('[D4] answers columns, rows, their number and the time', async () => {
    const text = 'SELECT toUInt8(number) AS n, {word:String} AS w FROM numbers(2) ORDER BY n';
    const { status, body } = await query({ sql: text, params: { word: "it's" } });
    expect([status, body]).toEqual([
      200,
      {
        columns: [
          { name: 'n', type: 'UInt8' },
          { name: 'w', type: 'String' },
        ],
        rows: [
          [0, "it's"],
          [1, "it's"],
        ],
        row_count: 2,
        elapsed_ms: expect.any(Number),
      },
    ]);
  });

  it.each([
    ['SELEC 1', 400, 62],
    ['SELECT 1; SELECT 2', 400, 62],
    ['SELECT no_such_column FROM events', 400, 47],
    ['SELECT * FROM no_such_table', 400, 60],
    ['SELECT {x:UInt8}', 400, 456],
    ["INSERT INTO events (name) VALUES ('x')", 403, 497],
    ['DROP TABLE events', 403, 497],
    ['SELECT * FROM system.users', 403, 497],
    ["SELECT * FROM file('/etc/passwd')", 403, 497],
    ['SELECT number FROM numbers(100000000)', 422, 396],
  ])('[D4] %s is %i with code %i of ClickHouse', async (text, status, code) => {
    const answer = await query({ sql: text });
    expect([answer.status, answer.body.status, answer.body['code']]).toEqual([status, status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('[B4] names what is wrong with the body', async () => {
    const fields = async (body: object) => (await query(body)).body.errors?.map(({ field }) => field);
    expect(await fields({})).toEqual(['sql']);
    expect(await fields({ sql: 1 })).toEqual(['sql']);
    expect(await fields({ sql: 'SELECT 1', colour: 'red' })).toEqual(['colour']);
    expect(await fields({ sql: 'SELECT 1', params: [] })).toEqual(['params']);
  });
});
