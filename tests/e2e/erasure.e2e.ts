import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, runCommand, sendAll, setPaused, settingsOf, sql, waitFor, waitUntil } from '../kit/index.js';
import {
  type Erasure,
  NOTHING,
  OTHERS,
  PERSON,
  type Rows,
  actual,
  erase as eraseUser,
  eventsOf,
  expectedOf,
  storeEverybody,
} from './erasure-model.js';

let product: Product;

const erase = <T>(userId: string, query = '') => eraseUser<T>(product, userId, query);

const readJob = async (jobId: string) => (await get<Erasure>(product, `/admin/erasures/${jobId}`)).body;
const untilDone = (jobId: string) =>
  waitUntil(
    () => readJob(jobId),
    ({ state }) => state === 'done',
    90_000,
  );

const command = (name: string, ...options: string[]) => runCommand(settingsOf(product), name, ...options);

const others = eventsOf(OTHERS);
const persons = eventsOf([PERSON]);

beforeAll(async () => {
  product = await Product.start({ env: { LOG_LEVEL: 'info' } });
  await storeEverybody(product, [...others, ...persons]);
});

afterAll(async () => {
  await product?.stop();
});

describe('erasing a person', () => {
  it('says before what would go, and changes nothing', async () => {
    const { status, body } = await erase<{ user_id: string; rows: Rows }>(PERSON, '?preview=true');
    expect(status).toBe(200);
    expect(body).toMatchObject({ user_id: PERSON, rows: { events: persons.length + 2 } });
    expect(body.rows.errors).toBe(
      Number(await sql(product, "SELECT count() FROM errors WHERE event LIKE '%the%first%'")),
    );
    expect(body.rows.errors).toBeGreaterThan(1);
    expect(await sql(product, 'SELECT count() FROM events')).toBe(String(others.length + persons.length + 2));
  });

  it('[B4] refuses what is no id, and parameters that it does not know', async () => {
    expect((await erase('x'.repeat(201))).status).toBe(400);
    expect((await erase('x', '?preview=perhaps')).status).toBe(400);
    expect((await erase('x', '?all=true')).status).toBe(400);
    expect((await get(product, '/admin/erasures/nonsense')).status).toBe(400);
    expect((await get(product, '/admin/erasures/1b4e28ba-2fa1-41d2-883f-0016d3cca427')).status).toBe(404);
  });

  it('takes one source only, where that is asked for', async () => {
    const { body } = await erase<Erasure>(PERSON, '?source=blog');
    const done = await untilDone(body.job_id);
    expect(done.found?.events).toBe(2);
    expect(await sql(product, "SELECT count() FROM events WHERE source = 'blog'")).toBe('0');
    expect(await sql(product, "SELECT count() FROM event_counts_1m WHERE source = 'blog'")).toBe('0');
    expect(await actual(product)).toEqual(expectedOf([...others, ...persons]));
  });

  it('[C7] leaves nothing of the person, and exact numbers of everybody else, also after being killed', async () => {
    await setPaused(product.url, true);
    // Acknowledged and not yet in ClickHouse: it must go as well.
    const queued = { ...persons[0], name: 'queued', timestamp: new Date().toISOString() };
    await sendAll(product, [queued]);
    const { status, headers, body } = await erase<Erasure>(PERSON);
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/admin/erasures/${body.job_id}`);
    await waitUntil(
      () => readJob(body.job_id),
      ({ state, detail }) => state === 'draining' && /queued/.test(detail ?? ''),
    );
    await product.kill();
    product = await product.again();
    expect(await readJob(body.job_id)).toMatchObject({ state: 'draining', user_id: PERSON });
    await setPaused(product.url, false);
    await waitUntil(
      () => readJob(body.job_id),
      ({ state }) => state !== 'draining',
      60_000,
    );
    await product.kill();
    product = await product.again();
    const done = await untilDone(body.job_id);
    expect(done).toMatchObject({ user_id: null, left: NOTHING, detail: null });
    expect(done.found).toMatchObject({ events: persons.length + 1 });
    expect(await actual(product)).toEqual(expectedOf(others));
    const errors = await sql(product, 'SELECT event FROM errors');
    expect(errors).toContain('bob');
    expect(errors).not.toContain('the\\\\\\');
    expect(await command('verify')).toMatchObject({ code: 0 });
    expect((await erase<{ rows: Rows }>(PERSON, '?preview=true')).body.rows).toEqual(NOTHING);
  });

  it('leaves nothing in the files of the tables, nor in the job or the log', async () => {
    // Merged sources stay for a minute, so that a power cut takes nothing back: then they are unlinked.
    const needle = Buffer.from('the\\first');
    const folder = path.join(product.dataDir, 'gateway', 'erasures');
    for (const name of readdirSync(folder)) expect(readFileSync(path.join(folder, name)).includes(needle)).toBe(false);
    expect(product.output).not.toContain('the%5Cfirst');
    expect(await sql(product, 'SELECT sum(has_lightweight_delete) FROM system.parts WHERE active')).toBe('0');
  });

  it('[C7] waits for nothing that an unclean end left out of the queue', async () => {
    await product.kill();
    product = await product.again();
    const { body } = await erase<Erasure>('somebody else');
    expect(await untilDone(body.job_id)).toMatchObject({ found: NOTHING, left: NOTHING });
  });

  it('[C7] erases while others send, and they lose and double nothing', async () => {
    const sending = new AbortController();
    const sent = { eve: 0, mallory: 0 };
    const send = async (user: 'eve' | 'mallory') => {
      await sendAll(product, [{ user_id: user, session_id: 'both', name: 'busy', page_url: '/busy' }]);
      sent[user]++;
    };
    const traffic = (async () => {
      while (!sending.signal.aborted) await send('mallory');
    })();
    for (let i = 0; i < 20; i++) await send('eve');
    const { body } = await erase<Erasure>('eve');
    const done = await untilDone(body.job_id);
    sending.abort();
    await traffic;
    expect(done).toMatchObject({ found: { events: sent.eve }, left: NOTHING });
    const busy = async () =>
      (await get<Record<string, number>>(product, '/analytics/event-counts-by-type')).body['busy'];
    await waitFor(busy, sent.mallory);
    expect(sent.mallory).toBeGreaterThan(sent.eve);
    expect(await sql(product, "SELECT groupUniqArray(user_id) FROM events WHERE name = 'busy'")).toBe("['mallory']");
    expect(await command('verify')).toMatchObject({ code: 0 });
  });

  it('takes the person again who comes back later', async () => {
    await sendAll(product, [{ user_id: PERSON, name: 'back' }]);
    await waitFor(async () => (await erase<{ rows: Rows }>(PERSON, '?preview=true')).body.rows.events, 1);
  });

  it('is a command that shows, asks, waits and proves', async () => {
    const refused = await command('erase', '--user', PERSON);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toContain('Give --yes');
    const shown = await command('erase', '--user', PERSON, '--preview');
    expect(shown.output).toMatch(/events +1$/m);
    const done = await command('erase', '--user', PERSON, '--yes');
    expect(done.output).toMatch(/Left of the user with SHA-256 [0-9a-f]{64}:\n +events +0\n/);
    expect(done.code).toBe(0);
    const { body } = await get<{ erasures: Erasure[] }>(product, '/admin/erasures');
    expect(body.erasures.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done']);
  });
});
