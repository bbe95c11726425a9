import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@argus/contract';
import { Product, get, post, waitUntil } from '../kit/index.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

const JSON_TYPE = { 'content-type': 'application/json' };

async function send(body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE) {
  const response = await fetch(`${product.url}/events`, { method: 'POST', body: body as string, headers });
  const problem = (await response.json()) as Problem;
  return { status: response.status, codes: problem.errors?.map(({ code }) => code), problem };
}

/** Sends bytes as they are and answers the status line. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(product.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.write(text);
  });
}

describe('bad input', () => {
  it.each<[string, string | Uint8Array, number, string]>([
    ['malformed JSON', '{"name": ', 400, 'malformed'],
    ['NaN', '{"user_id":"u","name":"x","data":{"a":NaN}}', 400, 'malformed'],
    ['an empty body', '', 400, 'malformed'],
    ['an empty list', '[]', 400, 'malformed'],
    ['a text', '"event"', 400, 'malformed'],
    ['invalid UTF-8', Buffer.from('{"user_id":"\xff","name":"x"}', 'latin1'), 400, 'malformed'],
    ['nesting 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'too_deep'],
    [
      'data nested 17 deep',
      `{"user_id":"u","name":"x","data":${'{"a":'.repeat(16)}{}${'}'.repeat(16)}}`,
      400,
      'too_deep',
    ],
    ['half a surrogate pair', '{"user_id":"\\ud800","name":"x"}', 400, 'bad_format'],
    ['NUL', '{"user_id":"a\\u0000b","name":"x"}', 400, 'bad_format'],
    ['__proto__', '{"user_id":"u","name":"x","__proto__":{"a":1}}', 400, 'unknown_field'],
    ['constructor', '{"user_id":"u","name":"x","constructor":{"prototype":{}}}', 400, 'unknown_field'],
    ['a wrong type', '{"user_id":"u","name":["x"]}', 400, 'wrong_type'],
    ['events that are no list', '{"events":{}}', 400, 'wrong_type'],
  ])('[B4] refuses %s', async (_what, body, status, code) => {
    expect(await send(body)).toMatchObject({ status, codes: [code] });
  });

  it('[B4] takes __proto__ inside of data for the ordinary key that it is', async () => {
    const body = '{"user_id":"u","name":"x","data":{"__proto__":{"a":1},"constructor":2}}';
    const answer = await fetch(`${product.url}/events`, { method: 'POST', body, headers: JSON_TYPE });
    expect(answer.status).toBe(202);
    expect((await post(product, '/events', { user_id: 'u', name: 'after' })).status).toBe(202);
  });

  it('[B4] refuses 50 MB, a gzip bomb and 10,001 events with 413', async () => {
    expect((await send(`{"a":"${'x'.repeat(50_000_000)}"}`)).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(200_000_000, 0x20));
    expect((await send(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await send(`[${'1,'.repeat(10_000)}1]`)).status).toBe(413);
  });

  it('[B4] refuses content types and encodings that it does not know with 415', async () => {
    const event = '{"user_id":"u","name":"x"}';
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      expect((await send(event, { 'content-type': type })).status).toBe(415);
    }
    expect((await send(event, { ...JSON_TYPE, 'content-encoding': 'br' })).status).toBe(415);
    expect((await send(event, { 'content-type': 'application/json; charset=utf-16' })).status).toBe(415);
    expect(await send('no gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      codes: ['malformed'],
    });
  });

  it('[B4] answers unknown routes, wrong methods and broken paths with clear JSON', async () => {
    const unknown = await get<Problem>(product, '/no/such/thing');
    expect([unknown.status, unknown.body.title]).toEqual([404, 'Not Found']);
    const wrong = await fetch(`${product.url}/events`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, expect.stringContaining('POST')]);
    expect((await get(product, '/%zz')).status).toBe(400);
    for (const answer of [unknown.headers, wrong.headers]) {
      expect(answer.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  it('[B4] survives what is no HTTP, and headers that are too long', async () => {
    expect(await raw('GARBAGE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    expect(await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431/,
    );
    expect((await get(product, '/health/live')).status).toBe(200);
  });

  it('[B4] names headers and parameters that cannot be used', async () => {
    const event = { user_id: 'u', name: 'x' };
    const bad = async (path: string, headers: Record<string, string> = {}) => {
      const { status, body } = await post<Problem>(product, path, event, headers);
      return [status, body.errors?.map(({ field }) => field)];
    };
    expect(await bad('/events', { 'x-source': 'a b' })).toEqual([400, ['X-Source']]);
    expect(await bad('/events', { 'x-source': 'x'.repeat(65) })).toEqual([400, ['X-Source']]);
    expect(await bad('/events', { 'idempotency-key': 'k'.repeat(201) })).toEqual([400, ['Idempotency-Key']]);
    expect(await bad('/events?colour=red')).toEqual([400, ['colour']]);
  });

  it('[B4] reports 10,000 wrong events by index', async () => {
    const { status, problem } = await send(JSON.stringify(Array.from({ length: 10_000 }, () => ({ name: 'x' }))));
    expect(status).toBe(400);
    expect(problem.errors).toHaveLength(10_000);
  });

  it('[D2] keeps what was refused, one error a wrong field, with the event as it was received', async () => {
    const event = { user_id: 'found', name: 'location', data: { latitude: 'x' }, extra: true };
    await post(product, '/events', event, { 'x-source': 'refused' });
    const search = () =>
      get<{ errors: { field: string; code: string; event: unknown }[] }>(product, '/errors?source=refused');
    const found = await waitUntil(search, ({ body }) => (body.errors?.length ?? 0) >= 3);
    expect(found.body.errors.map(({ field, code }) => `${field} ${code}`).sort()).toEqual([
      'data.latitude wrong_type',
      'data.longitude required',
      'extra unknown_field',
    ]);
    expect(found.body.errors.every((error) => JSON.stringify(error.event) === JSON.stringify(event))).toBe(true);
  });
});
