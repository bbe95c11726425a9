import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CODES, type ErrorCode, type IngestAnswer, type Problem } from '@argus/contract';
import { Product, get, post, sql, waitFor } from '../kit/index.js';

/** The section "Ingestion" of the public contract, sentence by sentence; limits of rate and room have files of their own. */
let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

type Body = IngestAnswer & Problem;

const U = { user_id: 'u', name: 'x' };
const JSON_TYPE = 'application/json';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const send = (body: unknown, headers: Record<string, string> = {}, path = '/events') =>
  post<Body>(product, path, body, headers);

async function sendBytes(body: Buffer, headers: Record<string, string>) {
  const response = await fetch(`${product.url}/events`, { method: 'POST', body: new Uint8Array(body), headers });
  return { status: response.status, type: response.headers.get('content-type'), body: (await response.json()) as Body };
}

const problem = (status: number) => ({
  status,
  body: { type: 'about:blank', status, title: expect.any(String), detail: expect.any(String) },
});

const codes = ({ body }: { body: Body }) => (body.errors ?? []).map(({ code }) => code);

describe('the answer to events', () => {
  it('[B1] has exactly five members, and one id for each event of the request', async () => {
    const mine = randomUUID();
    const { status, headers, body } = await send([{ ...U, event_id: mine }, {}, { ...U, event_id: mine }, 7, U]);
    expect(status).toBe(202);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      accepted: 2,
      duplicates: 1,
      rejected: 2,
      event_ids: [mine, null, mine, null, expect.stringMatching(UUID)],
      errors: [
        { index: 1, field: 'user_id', code: 'required', message: expect.any(String) },
        { index: 1, field: 'name', code: 'required', message: expect.any(String) },
        { index: 3, field: '', code: 'wrong_type', message: expect.any(String) },
      ],
    });
  });

  it('[B10] is 202 when everything was there before, also beside what is wrong', async () => {
    const event = { ...U, event_id: randomUUID() };
    await send(event);
    expect(await send([event, event])).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 2, rejected: 0 },
    });
    expect(await send([event, {}])).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1, rejected: 1 } });
  });

  it('[B4] is 400 with the same errors when nothing was acceptable, and for an empty list', async () => {
    const refused = await send([{ user_id: 'u' }, { name: 'x' }]);
    expect(refused).toMatchObject(problem(400));
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.body.errors).toEqual([
      { index: 0, field: 'name', code: 'required', message: expect.any(String) },
      { index: 1, field: 'user_id', code: 'required', message: expect.any(String) },
    ]);
    for (const nothing of ['[]', '{"events":[]}', '', ' ']) expect(await send(nothing)).toMatchObject(problem(400));
  });

  it('[B1] counts the lines of NDJSON, whichever of them are bad', async () => {
    const lines = [JSON.stringify(U), '{bad', JSON.stringify(U), '"text"', '{}'].join('\n');
    const { status, body } = await send(lines, { 'content-type': 'application/x-ndjson' });
    expect(status).toBe(202);
    expect([body.accepted, body.rejected, body.event_ids.map((id) => id !== null)]).toEqual([
      2,
      3,
      [true, false, true, false, false],
    ]);
    expect(body.errors.map(({ index, code }) => [index, code])).toEqual([
      [1, 'malformed'],
      [3, 'wrong_type'],
      [4, 'required'],
      [4, 'required'],
    ]);
    const bad = await send('{bad', { 'content-type': 'application/x-ndjson' });
    expect([bad.status, codes(bad)]).toEqual([400, ['malformed']]);
  });

  it('[B1] rejects a line of NDJSON alone, whatever is wrong with it, and an event alone, however deep it is', async () => {
    const good = JSON.stringify(U);
    const deep = `{"user_id":"u","name":"x","data":${'['.repeat(5_000)}`;
    const body = Buffer.concat([
      Buffer.from(`${good}\n`),
      Buffer.from('{"user_id":"\xe4","name":"x"}\n', 'latin1'),
      Buffer.from(`${deep}\n${good}`),
    ]);
    const lines = await sendBytes(body, { 'content-type': 'application/x-ndjson' });
    expect([lines.status, lines.body.event_ids.map((id) => id !== null)]).toEqual([202, [true, false, false, true]]);
    expect(lines.body.errors.map(({ index, field, code }) => [index, field, code])).toEqual([
      [1, '', 'malformed'],
      [2, '', 'too_deep'],
    ]);
    const levels = `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`;
    const batch = await send(`[${good},{"user_id":"u","name":"x","data":${levels}}]`);
    expect([batch.status, batch.body.errors.map(({ index, code }) => [index, code])]).toEqual([202, [[1, 'too_deep']]]);
  });

  it('[B10] forgets the id of an event that it rejected', async () => {
    const event_id = randomUUID();
    expect((await send({ event_id, user_id: 'u' })).status).toBe(400);
    expect((await send({ ...U, event_id })).body).toMatchObject({ accepted: 1, duplicates: 0, event_ids: [event_id] });
  });

  it('[B1] takes gzip of each form', async () => {
    const headers = { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' };
    for (const body of [U, [U], { events: [U] }]) {
      expect(await sendBytes(gzipSync(JSON.stringify(body)), headers)).toMatchObject({ status: 202 });
    }
  });
});

describe('what is refused as a whole', () => {
  it('[B4] 413 beyond 10 MiB after decompression, and beyond 10,000 events', async () => {
    const mib = 1024 * 1024;
    const fill = (bytes: number) => Buffer.from(JSON.stringify(U) + ' '.repeat(bytes - JSON.stringify(U).length));
    const headers = { 'content-type': JSON_TYPE };
    const gzip = { ...headers, 'content-encoding': 'gzip' };
    expect(await sendBytes(fill(10 * mib), headers)).toMatchObject({ status: 202 });
    expect(await sendBytes(fill(10 * mib + 1), headers)).toMatchObject(problem(413));
    expect(await sendBytes(gzipSync(fill(10 * mib)), gzip)).toMatchObject({ status: 202 });
    expect(await sendBytes(gzipSync(fill(10 * mib + 1)), gzip)).toMatchObject(problem(413));
    const events = (count: number) => Array.from({ length: count }, () => U);
    expect(await send(events(10_000))).toMatchObject({ status: 202, body: { accepted: 10_000 } });
    expect(await send(events(10_001))).toMatchObject(problem(413));
    const lines = `${JSON.stringify(U)}\n`.repeat(10_001);
    expect(await send(lines, { 'content-type': 'application/x-ndjson' })).toMatchObject(problem(413));
  });

  it('[B4] 415 for another content type, charset or encoding', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1']) {
      expect(await send(U, { 'content-type': type })).toMatchObject(problem(415));
    }
    expect(await send(U, { 'content-encoding': 'br' })).toMatchObject(problem(415));
    for (const type of ['APPLICATION/JSON', 'application/json; charset=UTF-8']) {
      expect((await send(U, { 'content-type': type })).status).toBe(202);
    }
  });

  it('[B4] 400 that names a header or a parameter which cannot be used', async () => {
    const named = async (path: string, headers: Record<string, string>) =>
      (await send(U, headers, path)).body.errors?.map(({ field }) => field);
    expect(await named('/events', { 'x-source': 'a b' })).toEqual(['X-Source']);
    expect(await named('/events', { 'x-source': 'a'.repeat(65) })).toEqual(['X-Source']);
    expect(await named('/events', { 'idempotency-key': 'k'.repeat(201) })).toEqual(['Idempotency-Key']);
    expect(await named('/events?dry_run=maybe', {})).toEqual(['dry_run']);
    expect(await named('/events?dryrun=true', {})).toEqual(['dryrun']);
    expect((await send(U, { 'x-source': 'A.b_c-9'.padEnd(64, '0') })).status).toBe(202);
  });
});

describe('repeating and trying', () => {
  it('[B10] derives missing ids from the source, the Idempotency-Key and the index', async () => {
    const own = randomUUID();
    const key = { 'idempotency-key': 'k'.repeat(200) };
    const batch = [U, { ...U, event_id: own }, U];
    const first = await send(batch, key);
    const second = await send(batch, key);
    expect(first.body).toMatchObject({ accepted: 3, duplicates: 0 });
    expect(second).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 3, event_ids: first.body.event_ids },
    });
    expect(new Set(first.body.event_ids).size).toBe(3);
    expect(first.body.event_ids[1]).toBe(own);
    expect((await send(batch, { ...key, 'x-source': 'other' })).body).toMatchObject({ accepted: 3 });
    expect((await send([U], { 'idempotency-key': 'another' })).body).toMatchObject({ accepted: 1 });
  });

  it('[B10] an id is unique in its source, not beyond it', async () => {
    const event = { ...U, event_id: randomUUID() };
    expect((await send(event, { 'x-source': 'one' })).body).toMatchObject({ accepted: 1 });
    expect((await send(event, { 'x-source': 'two' })).body).toMatchObject({ accepted: 1 });
    expect((await send(event, { 'x-source': 'one' })).body).toMatchObject({ duplicates: 1 });
  });

  it('[B1] a dry run stores nothing, remembers nothing, and records no error', async () => {
    const event = { ...U, event_id: randomUUID() };
    const outcomes = async () =>
      (await get<{ totals: { received: number } }>(product, '/outcomes')).body.totals.received;
    const before = await outcomes();
    const tried = await send([event, {}, event], {}, '/events?dry_run=true');
    expect(tried).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 1, rejected: 1 } });
    expect(await send({}, {}, '/events?dry_run=true')).toMatchObject(problem(400));
    expect(await outcomes()).toBe(before);
    expect((await send(event)).body).toMatchObject({ accepted: 1, event_ids: [event.event_id] });
  });
});

describe('POST /analytics', () => {
  const path = (query: Record<string, string>) => `/analytics?${new URLSearchParams(query)}`;
  const click = { timestamp: '1710513000123', user: 'clicker', event: 'click' };

  it('[C6] answers 204 without a body and stores an ordinary event, whatever body the sender adds', async () => {
    const types = [undefined, 'text/plain', 'application/json', 'application/x-www-form-urlencoded'];
    for (const type of types) {
      const headers = type === undefined ? {} : { 'content-type': type };
      const response = await fetch(product.url + path(click), { method: 'POST', headers });
      expect([type, response.status, await response.text()]).toEqual([type, 204, '']);
    }
    const rows = "SELECT toString(timestamp), source, session_id, name FROM events WHERE user_id = 'clicker'";
    const row = '2024-03-15 14:30:00.123000\tdefault\t\tclick';
    await waitFor(() => sql(product, rows), types.map(() => row).join('\n'));
  });

  it('[C6] needs all three parameters, knows no others, and names what is wrong', async () => {
    const named = async (query: Record<string, string>) => {
      const answer = await send('', {}, path(query));
      expect(answer).toMatchObject(problem(400));
      return answer.body.errors?.map(({ field }) => field);
    };
    expect(await named({})).toEqual(['timestamp', 'user', 'event']);
    expect(await named({ ...click, timestamp: 'yesterday' })).toEqual(['timestamp']);
    expect(await named({ ...click, timestamp: '-1' })).toEqual(['timestamp']);
    expect(await named({ ...click, timestamp: String(Date.now() + 3_600_000) })).toEqual(['timestamp']);
    expect(await named({ ...click, user: '' })).toEqual(['user']);
    expect(await named({ ...click, user: 'u'.repeat(201) })).toEqual(['user']);
    expect(await named({ ...click, event: 'view' })).toEqual(['event']);
    expect(await named({ ...click, colour: 'red' })).toEqual(['colour']);
  });
});

describe('the closed list of codes', () => {
  it('[D2] can be searched for, each of them, and holds no others', async () => {
    for (const code of ERROR_CODES) expect((await get(product, `/errors?code=${code}&limit=1`)).status).toBe(200);
    const found = await sql(product, 'SELECT DISTINCT code FROM errors');
    for (const code of found.split('\n')) expect(ERROR_CODES).toContain(code as ErrorCode);
    expect((await get(product, '/errors?code=made_up')).status).toBe(400);
  });

  it('[B11] counts a crawler and the eleventh page view of one instant as bots', async () => {
    const crawler = await send(U, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' });
    expect([crawler.status, codes(crawler)]).toEqual([400, ['bot']]);
    const view = { user_id: 'b', name: 'view', page_url: '/p', timestamp: '2024-03-15T14:30:00Z' };
    const { status, body } = await send(Array.from({ length: 11 }, () => view));
    expect([status, body.accepted, body.errors.map(({ index, code }) => [index, code])]).toEqual([
      202,
      10,
      [[10, 'bot']],
    ]);
  });
});
