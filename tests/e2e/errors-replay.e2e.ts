import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventRow, IngestAnswer } from '@argus/contract';
import { Product, get, post, sql, waitFor } from '../kit/index.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

interface Replayed {
  events: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  incomplete: number;
  event_ids: string[];
}

const replay = async (request: object): Promise<Replayed> =>
  (await post<Replayed>(product, '/errors/replay', request)).body;
const errorsStored = (count: number) =>
  waitFor(async () => Number(await sql(product, 'SELECT count() FROM errors')), count);
const put = (path: string, body: object) =>
  fetch(product.url + path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('POST /errors/replay', () => {
  it('[D2] takes refused events after the plan was mended, once each', async () => {
    await put('/tracking-plan/purchase', { schema: { properties: { price: { type: 'number' } } } });
    const wrong = (price: string) => ({ user_id: 'buyer', name: 'purchase', data: { price } });
    const refused = await post<IngestAnswer>(product, '/events', [wrong('1'), wrong('2'), wrong('2')]);
    expect(refused.status).toBe(400);
    await errorsStored(3);

    expect(await replay({ filter: {} })).toMatchObject({ events: 3, accepted: 0, rejected: 3 });
    await errorsStored(6);
    await put('/tracking-plan/purchase', { schema: { properties: { price: { type: ['number', 'string'] } } } });
    expect(await replay({ filter: { field: 'data.price' }, dry_run: true })).toMatchObject({
      accepted: 3,
      duplicates: 3,
    });

    const first = await get<{ errors: { error_id: string }[] }>(product, '/errors?limit=1');
    const one = await replay({ error_ids: first.body.errors.map(({ error_id: id }) => id) });
    expect(one).toMatchObject({ events: 1, accepted: 1 });
    await waitFor(async () => (await get(product, `/events/${one.event_ids[0]}`)).status, 200);
    expect((await get<EventRow>(product, `/events/${one.event_ids[0]}`)).body).toMatchObject({ user_id: 'buyer' });
    expect(await replay({ filter: { field: 'data.price' } })).toMatchObject({ events: 6, accepted: 2, duplicates: 4 });
    await waitFor(() => sql(product, "SELECT count() FROM events WHERE user_id = 'buyer'"), '3');
  });

  it('[B11] [D2] takes dropped bots back', async () => {
    const timestamp = '2024-05-05T05:05:05.555Z';
    const view = { user_id: 'fast', name: 'view', data: { url: '/a' }, timestamp };
    const { body } = await post<IngestAnswer>(
      product,
      '/events',
      Array.from({ length: 13 }, () => view),
    );
    expect(body).toMatchObject({ accepted: 10, rejected: 3 });
    const stored = () => sql(product, "SELECT count() FROM events WHERE user_id = 'fast'");
    await waitFor(stored, '10');
    await waitFor(() => sql(product, "SELECT count() FROM errors WHERE code = 'bot'"), '3');
    expect(await replay({ filter: { code: 'bot' } })).toMatchObject({ events: 3, accepted: 3, rejected: 0 });
    await waitFor(stored, '13');
    expect(await replay({ filter: { code: 'bot' } })).toMatchObject({ events: 3, accepted: 0, duplicates: 3 });
    expect(await stored()).toBe('13');
  });

  it('[D2] says what cannot be sent again, and names what is wrong with the request', async () => {
    const long = { user_id: 'u', name: 'location', data: { note: 'x'.repeat(20_000) } };
    await post(product, '/events', long, { 'x-source': 'long' });
    await waitFor(() => sql(product, "SELECT count() FROM errors WHERE source = 'long'"), '2');
    expect(await replay({ filter: { source: ['long'] } })).toMatchObject({ events: 1, incomplete: 1, accepted: 0 });
    for (const request of [{}, { error_ids: ['no'] }, { filter: {}, error_ids: [] }, { filter: { colour: 1 } }]) {
      expect((await post(product, '/errors/replay', request)).status).toBe(400);
    }
  });
});
