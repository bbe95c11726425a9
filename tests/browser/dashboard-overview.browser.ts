import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get, Product, sendAll, untilStored, waitFor } from '../kit/index.js';
import { Visitor } from './dashboard-visitor.js';

const view = (user: string, session: string, page: string) => ({
  event_id: randomUUID(),
  user_id: user,
  session_id: session,
  event_type: 'page_view',
  page_url: page,
  payload: { page_url: page },
});

/** Six pages, so that the sixth is not among the top five; views 6, 5, 4, 3, 2, 1. */
const PAGES = ['/', '/lamps', '/chairs', '/tables', '/cart', '/about'].map((path) => `https://shop.example${path}`);
const VIEWS = PAGES.flatMap((page, index) => Array.from({ length: PAGES.length - index }, () => page));

describe('the first page of the dashboard', () => {
  let product: Product;
  let ada: Visitor;
  let stored = 0;

  /** Sends, and waits until the API shows so many active users: what the page shows after that is the page's doing. */
  const send = async (events: unknown[], source: string, activeUsers: number) => {
    await sendAll(product, events, source);
    stored += events.length;
    await untilStored(product, stored);
    const overview = () => get<{ active_users: { active_users: number } }>(product, '/analytics/overview');
    await waitFor(async () => (await overview()).body.active_users.active_users, activeUsers);
  };
  const refresh = () => ada.see('refresh-now').click();
  /** Stops the page's own refresh, or lets it go on: sending may take longer than half a minute. */
  const pauseOrGoOn = () => ada.see('pause').click();
  const textOf = async (testId: string) => (await ada.see(testId).textContent())?.trim();

  beforeAll(async () => {
    product = await Product.start();
    await send(
      VIEWS.map((page, index) => view(`user-${index % 4}`, `session-${index % 6}`, page)),
      'shop',
      4,
    );
    await send([view('user-0', 'session-blog', 'https://blog.example/post')], 'blog', 4);
    ada = await Visitor.open(product);
  });
  afterAll(async () => {
    await ada?.leave();
    await product?.stop();
  });

  it('[E1] [C1] shows the active users as a plain number', async () => {
    await ada.goTo('/');
    await waitFor(() => textOf('active-users'), '4');
  });

  it('[E1] [C3] shows the five top pages with their views, most first', async () => {
    const expected = PAGES.slice(0, 5).map((page, index) => [page, String(PAGES.length - index)]);
    await waitFor(() => ada.rows(ada.see('top-pages')), expected);
  });

  it('[E1] [C2] looks up the active sessions of a user and keeps the user in the address', async () => {
    // Views of user-0 lie at the indices 0, 4, 8, 12, 16, 20: their sessions are 0, 4, 2, 0, 4, 2, and one of the blog.
    await ada.see('session-user').fill('user-0');
    await waitFor(() => textOf('active-sessions'), '4');
    await ada.page.waitForURL(/[?&]user=user-0(&|$)/);
    await ada.page.reload();
    await waitFor(() => textOf('active-sessions'), '4');
    expect(await ada.see('session-user').inputValue()).toBe('user-0');
  });

  it('[E1] [C2] suggests the users with most active sessions', async () => {
    await ada.see('session-user').fill('nobody');
    await waitFor(() => textOf('active-sessions'), '0');
    await ada.page.getByRole('button', { name: /^user-0/ }).click();
    await waitFor(() => textOf('active-sessions'), '4');
  });

  it('[E1] narrows everything to one source', async () => {
    await ada.see('source-filter').selectOption('blog');
    await waitFor(() => textOf('active-users'), '1');
    await waitFor(() => ada.rows(ada.see('top-pages')), [['https://blog.example/post', '1']]);
    await waitFor(() => textOf('active-sessions'), '1');
    await waitFor(() => textOf('timeline-total'), '1');
    await ada.see('source-filter').selectOption('');
    await waitFor(() => textOf('active-users'), '4');
  });

  it('[E1] shows events over time, by type, and the period before', async () => {
    await waitFor(() => textOf('timeline-total'), '22');
    await waitFor(() => ada.see('event-types').locator('li').allInnerTexts(), ['page_view\n22']);
    await ada.page.getByLabel('Compare with the period before').check();
    await ada.page.getByText('nothing in the period before').waitFor();
    const answered = ada.page.waitForResponse((response) => response.url().includes('/analytics/timeseries'));
    await ada.page.getByLabel('Range').selectOption('7d');
    await answered;
    // Until its answer is drawn, the key would read the chart of one day.
    await waitFor(() => ada.page.locator('[aria-busy="true"]').count(), 0);
    await waitFor(() => textOf('timeline-total'), '22');
    await ada.page.waitForURL(/range=7d/);
    await ada.page.getByRole('img', { name: /^events per hour/ }).focus();
    await ada.page.keyboard.press('ArrowLeft');
    await ada.page.getByText('this hour is still filling').waitFor();
  });

  it('[E1] [C3] fetches again when told to, and the owner sees the top pages change', async () => {
    await pauseOrGoOn();
    await send([view('user-new', 'session-new', PAGES[5] ?? '')], 'shop', 5);
    expect(await textOf('active-users')).toBe('4');
    await refresh();
    await waitFor(() => textOf('active-users'), '5');
    // /about has two views now, as many as /cart, and comes before it in the alphabet.
    await waitFor(async () => (await ada.rows(ada.see('top-pages')))[4], [PAGES[5], '2']);
    await pauseOrGoOn();
  });

  it('[E1] counts thirty seconds down, then fetches by itself', async () => {
    await ada.page.clock.install();
    await ada.page.reload();
    await waitFor(() => textOf('active-users'), '5');
    await pauseOrGoOn();
    await send([view('user-later', 'session-later', PAGES[5] ?? '')], 'shop', 6);
    // From here on the page's clock stands, however slow the machine is; to stop it, it has to be put forward.
    await ada.page.clock.pauseAt((await ada.page.evaluate<number>('Date.now()')) + 60_000);
    const before = Number(await textOf('countdown'));
    await pauseOrGoOn();
    await ada.page.clock.fastForward(Math.max(0, before - 10) * 1_000);
    await waitFor(() => textOf('countdown'), String(Math.min(before, 10)));
    expect(await textOf('active-users')).toBe('5');
    await ada.page.clock.fastForward(11_000);
    await ada.page.clock.resume();
    await waitFor(() => textOf('active-users'), '6');
  });

  it('[E1] stands still while paused', async () => {
    await pauseOrGoOn();
    await send([view('user-last', 'session-last', PAGES[5] ?? '')], 'shop', 7);
    const left = await textOf('countdown');
    await ada.page.clock.fastForward(120_000);
    expect(await textOf('countdown')).toBe(left);
    expect(await textOf('active-users')).toBe('6');
    await pauseOrGoOn();
    await ada.page.clock.fastForward(31_000);
    await waitFor(() => textOf('active-users'), '7');
  });

  it('[E1] says how far its numbers can be trusted', async () => {
    await waitFor(() => textOf('queued'), '0');
    await waitFor(() => textOf('clickhouse'), 'up');
    await waitFor(async () => (await textOf('newest-stored'))?.endsWith('ago'), true);
    expect(await textOf('rejected-24h')).toBe('0');
  });

  it('[E1] has had nothing to complain about', () => {
    expect(ada.complaints).toEqual([]);
  });
});
