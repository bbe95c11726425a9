import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get, post, Product, sendAll, sql, untilStored, waitFor } from '../kit/index.js';
import { Visitor } from './dashboard-visitor.js';
import { type Storage, binary, cellsOf } from './storage-rows.js';

const SECOND = 1_000;
const START = Date.now() - 60 * SECOND;

/** A walk through the shop: one event each ten seconds. */
const WALK = ['view', 'click', 'add_to_cart', 'checkout'].map((name, index) => ({
  event_id: randomUUID(),
  user_id: 'grace',
  session_id: 'walk-1',
  timestamp: new Date(START + index * 10 * SECOND).toISOString(),
  event_type: name,
  page_url: `https://shop.example/step-${index}`,
  payload: { url: `https://shop.example/step-${index}`, element_id: 'go', text: 'Go', step: index },
}));

describe('the further pages of the dashboard', () => {
  let product: Product;
  let grace: Visitor;
  let stored = 0;

  beforeAll(async () => {
    product = await Product.start({ env: { RETENTION_DAYS: '400' } });
    await sendAll(product, WALK, 'shop');
    stored = WALK.length;
    await untilStored(product, stored);
    grace = await Visitor.open(product);
  });
  afterAll(async () => {
    await grace?.leave();
    await product?.stop();
  });

  it('[E1] [D1] finds the first event that a developer sends, and shows it in full', async () => {
    await grace.goTo('/dashboard/events');
    const hello = { user_id: 'dev', session_id: 'dev-1', event_type: 'hello', payload: { answer: 42 } };
    await grace.see('live-tail').click();
    await sendAll(product, [hello], 'first');
    stored += 1;
    const row = grace.see('events').getByRole('button', { name: 'hello', exact: true });
    await row.click();
    await grace.page.getByLabel('Data of the event').getByText('42').waitFor();
    await grace.page.keyboard.press('Escape');
    await grace.see('live-tail').click();
  });

  it('[E1] [D1] searches by name, user, session and source, and keeps the search in the address', async () => {
    await grace.goTo('/dashboard/events');
    await grace.page.getByLabel('User').fill('grace');
    await waitFor(() => grace.see('events').locator('tbody tr').count(), WALK.length);
    await grace.page.getByLabel('Name').fill('checkout');
    await waitFor(() => grace.see('events').locator('tbody tr').count(), 1);
    await grace.page.waitForURL(/name=checkout/);
    await grace.page.getByLabel('Name').fill('nothing-like-it');
    await grace.page.getByText('No stored event matches.').waitFor();
  });

  it('[E1] exports what is shown', async () => {
    await grace.goTo('/dashboard/events?user_id=grace&order=asc');
    await waitFor(() => grace.see('events').locator('tbody tr').count(), WALK.length);
    const waiting = grace.page.waitForEvent('download');
    await grace.page.getByRole('button', { name: 'NDJSON' }).click();
    const text = await readFile(await (await waiting).path(), 'utf8');
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event_id: string }).event_id);
    expect(ids).toEqual(WALK.map((event) => event.event_id));
    for (const [button, start] of [
      ['CSV', 'event_id,source,'],
      ['Parquet', 'PAR1'],
    ] as const) {
      const next = grace.page.waitForEvent('download');
      await grace.page.getByRole('button', { name: button }).click();
      expect((await readFile(await (await next).path(), 'latin1')).startsWith(start)).toBe(true);
    }
  });

  it('[E1] [D3] shows the timeline of a session', async () => {
    await grace.page.getByRole('link', { name: 'walk-1' }).first().click();
    const steps = grace.see('timeline').getByRole('button');
    await waitFor(
      () => steps.allTextContents(),
      WALK.map((event) => event.event_type),
    );
    await grace.page.getByText('30s long').waitFor();
  });

  it('[E1] [D2] groups refused events by reason and field, with the payload', async () => {
    const wrong = { user_id: 'u', event_type: 'location', payload: { latitude: 123.4, longitude: 5 } };
    for (let sent = 0; sent < 3; sent += 1) await post(product, '/events', wrong, { 'x-source': 'shop' });
    await post(product, '/events', {
      event_type: 'click',
      user_id: 'u',
      oops: 1,
      payload: { element_id: 'a', text: 'b' },
    });
    await waitFor(async () => (await get<{ errors: unknown[] }>(product, '/errors')).body.errors.length, 4);
    await grace.goTo('/dashboard/errors');
    const groups = grace.see('error-groups').getByRole('button');
    await groups.first().waitFor();
    const texts = await groups.allTextContents();
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/latitude\s*3/);
    expect(texts[1]).toMatch(/unknown_field.*oops\s*1/);
    await groups.first().click();
    await waitFor(() => grace.see('error').count(), 3);
    await grace.page.getByLabel('The event as it was received').first().getByText('123.4').waitFor();
  });

  it('[E1] [D2] mends the rule that refused events, and replays them', async () => {
    await grace.page.getByRole('link', { name: 'Rules of location' }).first().click();
    const rules = grace.page.getByLabel('Rules of location');
    await rules.waitFor();
    await rules.fill(JSON.stringify({ schema: { type: 'object', properties: { latitude: { type: 'number' } } } }));
    await grace.page.getByRole('button', { name: 'Save' }).click();
    await grace.page.getByText('it counts for what is sent from now on').waitFor();
    await grace.page.goBack();
    await grace.see('replay-trial').click();
    await grace.see('replay-result').getByText('3 would be accepted').waitFor();
    await grace.see('replay').click();
    await grace.see('replay-result').getByText('3 accepted').waitFor();
    stored += 3;
    await untilStored(product, stored);
  });

  it('[E1] [B6] pauses storing, shows what waits, and goes on', async () => {
    await grace.goTo('/dashboard/pipeline');
    await grace.see('consumption-toggle').click();
    await grace.see('consumption-state').getByText('paused').waitFor();
    await sendAll(product, [{ user_id: 'late', event_type: 'wait' }], 'shop');
    await grace.see('refresh-now').click();
    await waitFor(() => grace.see('queue-depth').textContent(), '1');
    await grace.see('consumption-toggle').click();
    stored += 1;
    await untilStored(product, stored);
    await grace.see('refresh-now').click();
    await waitFor(() => grace.see('queue-depth').textContent(), '0');
  });

  it('[E1] [C7] shows what every table takes and loses next, the queue and the disks, as GET /storage says it', async () => {
    const answered = grace.page.waitForResponse((response) => new URL(response.url()).pathname === '/storage');
    await grace.goTo('/dashboard/storage');
    // The next answer would tell of other free bytes than the one that is compared with.
    await grace.see('pause').click();
    const shown = (await (await answered).json()) as Storage;
    const dash = (text: string | null) => text ?? '–';
    const expected = shown.tables.map((size) => {
      const { table, rows, bytes, bytes_per_row: each, oldest, newest, kept_days: days, next_drop: next } = size;
      const kept = days === null ? (oldest === null ? '–' : 'for ever') : `${days} days`;
      const drop =
        next &&
        `${next.what}: ${next.rows.toLocaleString('en-US')} ${next.rows === 1 ? 'row' : 'rows'}, ${binary(next.bytes)} ${next.at}`;
      const figures = [
        rows.toLocaleString('en-US'),
        binary(bytes),
        dash(each === null ? null : each.toLocaleString('en-US', { minimumFractionDigits: 1 })),
      ];
      return [table, ...figures, dash(oldest), dash(newest), kept, dash(drop)];
    });
    const table = grace.see('tables');
    await waitFor(() => table.locator('tbody tr').evaluateAll(cellsOf), expected);
    await waitFor(
      () => grace.see('queue-room').locator('dd').allTextContents(),
      [shown.queue.rows.toLocaleString('en-US'), binary(shown.queue.bytes), binary(shown.queue.max_bytes)],
    );
    await waitFor(
      () => grace.see('disks').locator('dd').allTextContents(),
      shown.disks.flatMap((disk) => [disk.name, binary(disk.free_bytes), binary(disk.total_bytes)]),
    );
    // What the page was told is what the database holds, and the setting is among it.
    const events = shown.tables.find((size) => size.table === 'events');
    // Whole months go, and the walk may have been in the last minute of one.
    const inOldestMonth = await sql(
      product,
      'SELECT count() FROM events WHERE toYYYYMM(timestamp) = (SELECT min(toYYYYMM(timestamp)) FROM events)',
    );
    expect(events).toMatchObject({ rows: stored, kept_days: 400, next_drop: { rows: Number(inOldestMonth) } });
    expect(shown.queue.max_bytes).toBe(4 * 1024 ** 3);
    expect(shown.disks.length).toBeGreaterThan(0);
  });

  it('[E1] shows how every event has ended, and that the sums add up', async () => {
    await grace.goTo('/dashboard/pipeline');
    await waitFor(
      () =>
        grace
          .see('adds-up')
          .textContent()
          .then((text) => text?.trim()),
      'the sums add up',
    );
    const rows = await grace.rows(grace.see('outcomes'));
    const shop = rows.find(([source]) => source === 'shop');
    // 4 of the walk, 3 with a wrong latitude, the same 3 again by the replay, 1 that waited.
    expect(shop?.slice(0, 3)).toEqual(['shop', '11', '8']);
    expect(shop?.[5]).toBe('3');
  });

  it('[E1] [D4] answers SQL as a table and as a chart, by keyboard, and remembers it', async () => {
    await grace.goTo('/dashboard/sql');
    const editor = grace.see('sql-editor').getByRole('textbox');
    await editor.click();
    await grace.page.keyboard.press('Control+A');
    await grace.page.keyboard.type(
      "SELECT name, count() AS n FROM events WHERE user_id = 'grace' GROUP BY name ORDER BY name",
    );
    await grace.page.keyboard.press('Escape');
    await grace.page.keyboard.press('Control+Enter');
    const expected = ['add_to_cart', 'checkout', 'click', 'view'].map((name) => [name, '1']);
    await waitFor(() => grace.rows(grace.see('sql-result')), expected);
    await grace.page.waitForURL(/sql=SELECT/);
    await grace.page.getByRole('button', { name: 'Chart' }).click();
    await waitFor(
      () => grace.see('sql-bars').locator('dt').allTextContents(),
      ['add_to_cart', 'checkout', 'click', 'view'],
    );
    await grace.page.getByRole('button', { name: 'Table' }).click();
    const saving = grace.page.waitForEvent('download');
    await grace.page.getByRole('button', { name: 'CSV' }).click();
    expect(await readFile(await (await saving).path(), 'utf8')).toBe(
      'name,n\r\nadd_to_cart,1\r\ncheckout,1\r\nclick,1\r\nview,1\r\n',
    );
    await grace.see('sql-history').getByText('SELECT name, count()').waitFor();
    await grace.page.getByRole('button', { name: 'Events a minute' }).click();
    await grace.page.getByRole('button', { name: 'Chart' }).click();
    await grace.page.getByRole('img', { name: 'events over minute' }).waitFor();
  });

  it('[E1] [D4] keeps every digit of large numbers', async () => {
    await grace.goTo(`/dashboard/sql?sql=${encodeURIComponent('SELECT 18446744073709551615 AS big')}`);
    await waitFor(() => grace.rows(grace.see('sql-result')), [['18446744073709551615']]);
  });

  it('[E1] [D4] says why a query was refused', async () => {
    await grace.goTo(`/dashboard/sql?sql=${encodeURIComponent("INSERT INTO events (name) VALUES ('x')")}`);
    await grace.page.getByRole('alert').waitFor();
  });

  it('[E1] shows the SQL behind a panel, and it gives the number of the panel', async () => {
    await grace.goTo('/');
    const users = await grace.see('active-users').textContent();
    await grace.page.getByRole('region', { name: 'Active users' }).getByLabel('Show the SQL').click();
    await waitFor(() => grace.rows(grace.see('sql-result')), [[users ?? '']]);
  });

  it('[E1] is led by the keyboard', async () => {
    await grace.goTo('/');
    await grace.see('active-users').waitFor();
    await grace.page.keyboard.press('?');
    await grace.page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    await grace.page.keyboard.press('Escape');
    await grace.page.getByRole('dialog', { name: 'Shortcuts' }).waitFor({ state: 'hidden' });
    // The second key counts for a second and a half after the first, which a slow machine may need.
    await grace.page.clock.setFixedTime(new Date());
    await grace.page.keyboard.press('g');
    await grace.page.keyboard.press('d');
    await grace.page.waitForURL(/\/dashboard\/storage/);
    await grace.page.keyboard.press('g');
    await grace.page.keyboard.press('e');
    await grace.page.waitForURL(/\/dashboard\/events/);
    await grace.page.keyboard.press('/');
    await grace.page.keyboard.type('view');
    await waitFor(() => grace.page.getByLabel('Name').inputValue(), 'view');
    expect(new URL(grace.page.url()).pathname).toBe('/dashboard/events');
  });
});
