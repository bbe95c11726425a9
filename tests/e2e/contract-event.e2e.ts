import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventRow, IndexedFieldError, IngestAnswer, Problem } from '@argus/contract';
import { Product, get, post, sql, untilStored } from '../kit/index.js';

/** The section "The event" of the public contract, sentence by sentence. */
let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

const U = { user_id: 'u', name: 'x' };
const DAY_MS = 86_400_000;

/** The verdict on one event: `[]` where it is accepted, otherwise every `field: code`. Nothing is stored. */
async function judge(event: object | string): Promise<string[]> {
  const { status, body } = await post<Problem & IngestAnswer>(product, '/events?dry_run=true', event);
  const errors = (body.errors ?? []) as IndexedFieldError[];
  expect(status).toBe(errors.length === 0 ? 202 : 400);
  for (const error of errors) expect(error).toEqual({ ...error, index: 0, message: expect.stringMatching(/\S{2,}/) });
  return errors.map(({ field, code }) => `${field}: ${code}`);
}

/** Stores one event and answers it as it comes out. */
async function stored(event: object): Promise<EventRow> {
  const before = Number(await sql(product, 'SELECT count() FROM events'));
  const { status, body } = await post<IngestAnswer>(product, '/events', event);
  expect(status).toBe(202);
  await untilStored(product, before + 1);
  return (await get<EventRow>(product, `/events/${body.event_ids[0]}`)).body;
}

/** Objects within one another, `levels` of them. */
const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });

describe('the fields of an event', () => {
  it.each([
    ['user_id', 200],
    ['session_id', 200],
    ['category', 100],
    ['name', 100],
    ['event_type', 100],
    ['page_url', 2048],
  ])('[B2] %s has at most %i characters, however many bytes they are', async (field, most) => {
    const base = field === 'event_type' ? { user_id: 'u' } : U;
    for (const one of ['a', 'ß', '界', '😀']) {
      expect(await judge({ ...base, [field]: one.repeat(most) })).toEqual([]);
      expect(await judge({ ...base, [field]: one.repeat(most + 1) })).toEqual([`${field}: too_long`]);
    }
    for (const wrong of [1, true, [], {}]) {
      expect(await judge({ ...base, [field]: wrong })).toEqual([`${field}: wrong_type`]);
    }
  });

  it('[B4] wants a user or a session, and a name', async () => {
    expect(await judge({ user_id: 'u', name: 'x' })).toEqual([]);
    expect(await judge({ session_id: 's', event_type: 'x' })).toEqual([]);
    expect(await judge({ name: 'x' })).toEqual(['user_id: required']);
    expect(await judge({ user_id: 'u' })).toEqual(['name: required']);
    expect(await judge({ user_id: '', name: 'x' })).toEqual(['user_id: empty']);
    expect(await judge({ user_id: 'u', session_id: '', name: 'x' })).toEqual(['session_id: empty']);
    expect(await judge({ user_id: 'u', name: '' })).toEqual(['name: empty']);
    expect(await judge({ ...U, category: '', page_url: '' })).toEqual([]);
  });

  it('[B2] takes one spelling of each field, and no field that it does not know', async () => {
    expect(await judge({ user_id: 'u', event_type: 'x', payload: { a: 1 } })).toEqual([]);
    expect(await judge({ ...U, event_type: 'x' })).toEqual(['event_type: ambiguous_alias']);
    expect(await judge({ ...U, data: {}, payload: {} })).toEqual(['payload: ambiguous_alias']);
    expect(await judge({ ...U, User_Id: 'u' })).toEqual(['User_Id: unknown_field']);
    expect(await judge({ ...U, received_at: 1, source: 'a' })).toEqual([
      'received_at: unknown_field',
      'source: unknown_field',
    ]);
  });

  it('[B3] takes any UUID as the id and makes one that sorts by time where none is sent', async () => {
    expect(await judge({ ...U, event_id: '6f9619ff-8b86-d011-b42d-00c04fc964ff' })).toEqual([]);
    for (const wrong of ['', 'x', '6f9619ff8b86d011b42d00c04fc964ff', '6f9619ff-8b86-d011-b42d-00c04fc964fg']) {
      expect(await judge({ ...U, event_id: wrong })).toEqual(['event_id: bad_format']);
    }
    expect(await judge({ ...U, event_id: 7 })).toEqual(['event_id: wrong_type']);
    const { event_id: made } = await stored(U);
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const { event_id: upper } = await stored({ ...U, event_id: '6F9619FF-8B86-D011-B42D-00C04FC964FF' });
    expect(upper).toBe('6f9619ff-8b86-d011-b42d-00c04fc964ff');
  });

  it('[B9] refuses what is before 1970 and what is beyond the skew', async () => {
    const at = (timestamp: unknown) => judge({ ...U, timestamp });
    expect(await at(0)).toEqual([]);
    expect(await at('1970-01-01T00:00:00Z')).toEqual([]);
    expect(await at('1970-01-01 00:00:00')).toEqual([]);
    expect(await at('1969-12-31T23:00:00-01:00')).toEqual([]);
    expect(await at(-1)).toEqual(['timestamp: too_old']);
    expect(await at('1969-12-31T23:59:59.999999Z')).toEqual(['timestamp: too_old']);
    expect(await at('1970-01-01T00:00:00+00:01')).toEqual(['timestamp: too_old']);
    const minute = 60_000;
    expect(await at(Date.now() + 4 * minute)).toEqual([]);
    expect(await at(Date.now() + 6 * minute)).toEqual(['timestamp: in_the_future']);
    expect(await at(new Date(Date.now() + DAY_MS).toISOString())).toEqual(['timestamp: in_the_future']);
    for (const wrong of ['', 'now', '2024-02-30T00:00:00Z', '2024-13-01T00:00:00Z', '1710513000000', '2024-1-1T0:0Z']) {
      expect(await at(wrong)).toEqual(['timestamp: bad_format']);
    }
    expect(await at('2024-03-15T14:30:00.1234567Z')).toEqual(['timestamp: bad_format']);
    for (const wrong of [true, 1.5, {}, []]) expect(await at(wrong)).toEqual(['timestamp: wrong_type']);
  });

  it.each([
    ['2024-03-15T14:30:00Z', '2024-03-15 14:30:00.000000'],
    ['2024-03-15 14:30:00', '2024-03-15 14:30:00.000000'],
    ['2024-03-15T14:30:00', '2024-03-15 14:30:00.000000'],
    ['2024-03-15T14:30:00.9Z', '2024-03-15 14:30:00.900000'],
    ['2024-03-15T14:30:00.999999Z', '2024-03-15 14:30:00.999999'],
    ['2024-03-15T14:30:00.123456+05:45', '2024-03-15 08:45:00.123456'],
    ['2024-03-15 23:30:00-03:30', '2024-03-16 03:00:00.000000'],
    [1_710_513_000_123, '2024-03-15 14:30:00.123000'],
  ])('[B9] stores the time %s to the microsecond and cuts it to milliseconds in answers', async (sent, utc) => {
    const { event_id: id, timestamp } = await stored({ ...U, timestamp: sent });
    expect(await sql(product, `SELECT toString(timestamp) FROM events WHERE event_id = '${id}'`)).toBe(utc);
    expect(timestamp).toBe(`${utc.slice(0, 23).replace(' ', 'T')}Z`);
  });

  it('[B3] takes an event without a time for one of now', async () => {
    const before = Date.now();
    const { timestamp, received_at: received } = await stored(U);
    expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(timestamp)).toBeLessThanOrEqual(Date.now());
    expect(timestamp).toBe(received);
  });

  it('[B2] finds the page of an event in page_url, data.url, or data.host and data.path', async () => {
    const page = async (event: object) => (await stored({ ...U, ...event })).page_url;
    expect(await page({ page_url: '/a', data: { url: '/b', host: 'c', path: '/d' } })).toBe('/a');
    expect(await page({ data: { url: '/b', host: 'c', path: '/d' } })).toBe('/b');
    expect(await page({ payload: { host: 'c.example', path: '/d' } })).toBe('c.example/d');
    expect(await page({ data: { title: 'no page' } })).toBe('');
    expect(await judge({ ...U, data: { url: 'a'.repeat(2049) } })).toEqual([expect.stringMatching(/too_long$/)]);
  });

  it('[B4] takes data of 16 levels and 64 KiB, and no more', async () => {
    expect(await judge({ ...U, data: nested(16) })).toEqual([]);
    expect(await judge({ ...U, data: nested(17) })).toEqual(['data: too_deep']);
    expect(await judge({ user_id: 'u', event_type: 'x', payload: nested(17) })).toEqual(['payload: too_deep']);
    const room = 65_536 - JSON.stringify({ a: '' }).length;
    expect(await judge({ ...U, data: { a: 'a'.repeat(room) } })).toEqual([]);
    expect(await judge({ ...U, data: { a: 'a'.repeat(room + 1) } })).toEqual(['data: too_large']);
    for (const wrong of ['{}', 1, [], true]) expect(await judge({ ...U, data: wrong })).toEqual(['data: wrong_type']);
  });

  it('[B4] names all wrong fields together, of the event and of its payload', async () => {
    const all = await judge({
      event_id: 'x',
      timestamp: 'y',
      user_id: '',
      session_id: 's'.repeat(201),
      colour: 'red',
      name: 'location',
      data: { latitude: 91, longitude: 'east' },
    });
    expect(all.sort()).toEqual(
      [
        'event_id: bad_format',
        'timestamp: bad_format',
        'user_id: empty',
        'session_id: too_long',
        'colour: unknown_field',
        'data.latitude: out_of_range',
        'data.longitude: wrong_type',
      ].sort(),
    );
    expect((await judge({ name: 'location', data: { latitude: 91, longitude: 'east' } })).sort()).toEqual([
      'data.latitude: out_of_range',
      'data.longitude: wrong_type',
      'user_id: required',
    ]);
  });

  it('[B4] stops at 50 errors of one event, the last of which says so', async () => {
    const unknown = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`field_${i}`, i]));
    expect(await judge({ ...U, ...unknown(50) })).toHaveLength(50);
    expect((await judge({ ...U, ...unknown(50) })).at(-1)).toBe('field_49: unknown_field');
    const many = await judge({ ...U, ...unknown(51) });
    expect(many).toHaveLength(50);
    expect(many.at(-1)).toMatch(/: too_many_errors$/);
    expect(many.filter((one) => one.endsWith('too_many_errors'))).toHaveLength(1);
  });

  it('[D1] comes out with exactly the fields of the contract', async () => {
    const sent = { session_id: 's', category: 'shop', name: 'buy', data: { price: 1.5, ünï: ['😀', null] } };
    const event = await stored({ ...sent, timestamp: '2024-03-15T14:30:00.000Z' });
    expect(event).toEqual({
      ...sent,
      event_id: expect.any(String),
      source: 'default',
      timestamp: '2024-03-15T14:30:00.000Z',
      received_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      user_id: '',
      page_url: '',
    });
  });
});
