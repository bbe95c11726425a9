import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { EventRow, IngestAnswer, Problem } from '@argus/contract';
import { type Answer, Product, get, post, sql, untilStored, waitFor } from '../kit/index.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const view = (url: string, more: object = {}) => ({ user_id: 'u', name: 'view', data: { url }, ...more });

async function send(body: string | Uint8Array, headers: Record<string, string>): Promise<Answer<IngestAnswer>> {
  const response = await fetch(`${product.url}/events`, { method: 'POST', body: body as string, headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as IngestAnswer };
}

const JSON_TYPE = { 'content-type': 'application/json' };
let stored = 0;
const untilAllStored = async (more: number) => untilStored(product, (stored += more));

describe('POST /events', () => {
  it('[B1] takes one event, an array, {"events": [...]}, NDJSON, and gzip of each', async () => {
    const events = [view('/a'), view('/b')];
    const lines = `${events.map((event) => JSON.stringify(event)).join('\n')}\n`;
    const bodies: [string | Uint8Array, Record<string, string>, number][] = [
      [JSON.stringify(events[0]), JSON_TYPE, 1],
      [JSON.stringify(events), JSON_TYPE, 2],
      [JSON.stringify({ events }), { 'content-type': 'application/json; charset=utf-8' }, 2],
      [lines, { 'content-type': 'application/x-ndjson' }, 2],
      [gzipSync(JSON.stringify(events)), { ...JSON_TYPE, 'content-encoding': 'gzip' }, 2],
      [gzipSync(lines), { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' }, 2],
    ];
    for (const [body, headers, count] of bodies) {
      const answer = await send(body, headers);
      expect([answer.status, answer.body]).toEqual([
        202,
        {
          accepted: count,
          duplicates: 0,
          rejected: 0,
          event_ids: Array.from({ length: count }, () => expect.stringMatching(UUID)),
          errors: [],
        },
      ]);
    }
    await untilAllStored(11);
  });

  it('[B2] [B3] stores the three dialects as one kind of event, with id and time made where absent', async () => {
    const before = Date.now();
    const { body } = await post<IngestAnswer>(product, '/api/events', [
      {
        timestamp: '2024-03-15T16:30:00+02:00',
        user_id: 'dialect-1',
        event_type: 'page_view',
        page_url: '/products/1',
        session_id: 's1',
      },
      {
        session_id: 's2',
        category: 'page interaction',
        name: 'pageview',
        data: { host: 'www.example.com', path: '/x' },
        timestamp: '2021-01-01 09:15:27.243860',
      },
      { user_id: 'dialect-3', event_type: 'click', payload: { text: 'Kaufen ✓' } },
    ]);
    await untilAllStored(3);
    const rows = await Promise.all(body.event_ids.map((id) => get<EventRow>(product, `/events/${id}`)));
    expect(rows.map((row) => row.body)).toMatchObject([
      {
        timestamp: '2024-03-15T14:30:00.000Z',
        user_id: 'dialect-1',
        name: 'page_view',
        page_url: '/products/1',
        session_id: 's1',
        category: '',
        data: {},
      },
      {
        timestamp: '2021-01-01T09:15:27.243Z',
        user_id: '',
        session_id: 's2',
        category: 'page interaction',
        name: 'pageview',
        page_url: 'www.example.com/x',
        data: { host: 'www.example.com', path: '/x' },
      },
      { user_id: 'dialect-3', name: 'click', data: { text: 'Kaufen ✓' }, source: 'default' },
    ]);
    const made = Date.parse((rows[2] as Answer<EventRow>).body.timestamp);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
    expect(await sql(product, "SELECT toString(timestamp) FROM events WHERE session_id = 's2'")).toBe(
      '2021-01-01 09:15:27.243860',
    );
  });

  it('[B4] accepts the valid events of a batch and reports the others by index', async () => {
    const { status, body } = await post<IngestAnswer>(product, '/events', [
      view('/ok'),
      { name: 'location', data: { latitude: 91, longitude: 0 }, colour: 1 },
      'no event',
    ]);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1, duplicates: 0, rejected: 2 });
    expect(body.event_ids).toEqual([expect.stringMatching(UUID), null, null]);
    expect(body.errors.map(({ index, field, code }) => `${index} ${field} ${code}`)).toEqual([
      '1 user_id required',
      '1 colour unknown_field',
      '1 data.latitude out_of_range',
      '2  wrong_type',
    ]);
    await untilAllStored(1);
  });

  it('[B4] answers 400 with every wrong field where nothing was acceptable', async () => {
    const { status, headers, body } = await post<Problem>(product, '/events', {
      user_id: 7,
      event_type: 'location',
      payload: {},
      timestamp: 'soon',
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body.errors?.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'timestamp bad_format',
      'user_id wrong_type',
      'data.latitude required',
      'data.longitude required',
    ]);
  });

  it('[B8] has rules for each event type, which can be changed while it runs', async () => {
    const purchase = { user_id: 'u', category: 'shop', name: 'purchase', data: { price: -1 } };
    const rules = { schema: { type: 'object', properties: { price: { type: 'number', minimum: 0 } } } };
    const url = `${product.url}/tracking-plan/purchase?category=shop`;
    const put = await fetch(url, { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(rules) });
    expect([put.status, await put.json()]).toMatchObject([200, { built_in: false }]);
    const refused = await post<Problem>(product, '/events', purchase);
    expect(refused.body.errors?.map(({ field, code }) => `${field} ${code}`)).toEqual(['data.price out_of_range']);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    expect((await post(product, '/events', purchase)).status).toBe(202);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(404);
    await untilAllStored(1);
  });

  it('[B8] proposes rules from the events seen', async () => {
    const sizes = [{ size: 1 }, { size: 2.5, colour: 'red' }];
    await post(
      product,
      '/events',
      sizes.map((data) => ({ user_id: 'u', category: 'learnt', name: 'sizes', data })),
    );
    await untilAllStored(2);
    const { body } = await get<{ suggestions: { category: string }[] }>(product, '/tracking-plan/suggestions');
    expect(body.suggestions.filter(({ category }) => category === 'learnt')).toEqual([
      {
        category: 'learnt',
        name: 'sizes',
        description: 'Learnt from 2 events.',
        schema: {
          type: 'object',
          properties: { colour: { type: 'string' }, size: { type: 'number' } },
          required: ['size'],
        },
      },
    ]);
  });

  it('[B9] refuses the future, takes late events into their own bucket', async () => {
    const ahead = new Date(Date.now() + 10 * 60_000).toISOString();
    const refused = await post<Problem>(product, '/events', view('/x', { timestamp: ahead }));
    expect(refused.body.errors?.map(({ field, code }) => `${field} ${code}`)).toEqual(['timestamp in_the_future']);
    await post(product, '/events', { user_id: 'late', name: 'lateness', timestamp: '2015-06-01T00:30:00Z' });
    await untilAllStored(1);
    const day = 'event_type=lateness&start_date=2015-06-01&end_date=2015-06-01';
    expect((await get(product, `/analytics/event-counts?${day}`)).body).toEqual({ total_events: 1 });
  });

  it('[B10] takes an event id once: at once, concurrently, with another payload, in one request', async () => {
    const id = '018f2f6e-7c4b-7a10-8d5e-2f6a1b9c3d4e';
    const event = view('/once', { event_id: id });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post<IngestAnswer>(product, '/events', event)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(1);
    expect(answers.reduce((sum, { body }) => sum + body.duplicates, 0)).toBe(19);
    expect(answers.every(({ body }) => body.event_ids[0] === id)).toBe(true);
    const other = await post<IngestAnswer>(product, '/events', view('/other', { event_id: id.toUpperCase() }));
    expect(other.body).toMatchObject({ accepted: 0, duplicates: 1 });
    const twice = view('/twice', { event_id: '018f2f6e-7c4b-7a10-8d5e-2f6a1b9c3d4f' });
    expect((await post<IngestAnswer>(product, '/events', [twice, twice])).body).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    await untilAllStored(2);
    expect((await get<EventRow>(product, `/events/${id}`)).body.page_url).toBe('/once');
    const outcomes = await get<{ totals: { conflicting: number }; adds_up: boolean }>(product, '/outcomes');
    expect(outcomes.body).toMatchObject({ totals: { conflicting: 1 }, adds_up: true });
  });

  it('[B10] does not remember the id of an event that it refused', async () => {
    const id = '018f2f6e-7c4b-7a10-8d5e-2f6a1b9c3d50';
    expect((await post(product, '/events', { event_id: id, name: 'view', user_id: 'u' })).status).toBe(400);
    const mended = await post<IngestAnswer>(product, '/events', view('/mended', { event_id: id }));
    expect(mended.body).toMatchObject({ accepted: 1, event_ids: [id] });
    await untilAllStored(1);
  });

  it('[B10] derives ids from an Idempotency-Key: a second sending is all duplicates, per source', async () => {
    const events = [view('/k1'), view('/k2')];
    const headers = { 'idempotency-key': 'order 1' };
    const first = await post<IngestAnswer>(product, '/events', events, headers);
    const second = await post<IngestAnswer>(product, '/events', events, headers);
    const elsewhere = await post<IngestAnswer>(product, '/events', events, { ...headers, 'x-source': 'elsewhere' });
    expect(first.body).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(second.body).toMatchObject({ accepted: 0, duplicates: 2, event_ids: first.body.event_ids });
    expect(elsewhere.body).toMatchObject({ accepted: 2, duplicates: 0 });
    await untilAllStored(4);
  });

  it('[B1] gives the verdicts of a dry run and stores nothing', async () => {
    const event = view('/dry', { event_id: '018f2f6e-7c4b-7a10-8d5e-2f6a1b9c3d70' });
    const dry = await post<IngestAnswer>(product, '/events?dry_run=true', [event, event, { name: 'x' }]);
    expect(dry.body).toMatchObject({ accepted: 1, duplicates: 1, rejected: 1 });
    expect((await post<IngestAnswer>(product, '/events', event)).body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await post<Problem>(product, '/events?dry_run=maybe', event)).status).toBe(400);
    await untilAllStored(1);
  });

  it('[B12] keeps the order of acceptance for events of one instant', async () => {
    const timestamp = '2024-06-06T06:06:06.000Z';
    const names = Array.from({ length: 50 }, (_, i) => `step ${i}`);
    await post(
      product,
      '/events',
      names.map((name) => ({ session_id: 'ordered', name, timestamp })),
    );
    await untilAllStored(50);
    const { body } = await get<{ events: EventRow[] }>(product, '/sessions/ordered');
    expect(body.events.map(({ name }) => name)).toEqual(names);
  });

  it('[C6] POST /analytics stores a click or an impression and answers nothing', async () => {
    const at = Date.parse('2024-07-07T07:30:00Z');
    const ask = (query: string) => fetch(`${product.url}/analytics?${query}`, { method: 'POST' });
    const answer = await ask(`timestamp=${at}&user=u1&event=click`);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    await ask(`timestamp=${at}&user=u2&event=impression`);
    await ask(`timestamp=${at + 60_000}&user=u2&event=click`);
    await untilAllStored(3);
    const text = 'unique_users,2\nclicks,2\nimpressions,1\n';
    await waitFor(async () => (await get(product, `/analytics?timestamp=${at}`)).body as string, text);
    for (const [query, field, code] of [
      ['user=u&event=click', 'timestamp', 'required'],
      [`timestamp=${at}&event=click`, 'user', 'required'],
      [`timestamp=${at}&user=u`, 'event', 'required'],
      [`timestamp=${at}&user=u&event=swipe`, 'event', 'not_allowed'],
      [`timestamp=soon&user=u&event=click`, 'timestamp', 'wrong_type'],
      [`timestamp=${at}&user=u&event=click&x=1`, 'x', 'unknown_field'],
      [`timestamp=${Date.now() + 3_600_000}&user=u&event=click`, 'timestamp', 'in_the_future'],
    ] as const) {
      const refused = await ask(query);
      const problem = (await refused.json()) as Problem;
      expect([refused.status, problem.errors?.map((error) => `${error.field} ${error.code}`)]).toEqual([
        400,
        [`${field} ${code}`],
      ]);
    }
  });
});
