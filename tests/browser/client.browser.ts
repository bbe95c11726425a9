import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventRow } from '@argus/contract';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../kit/browser.js';
import { get, Product, waitFor, waitUntil } from '../kit/index.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The part of the client that the tests' pages use. */
interface Argus {
  track(name: string, data?: object): string;
  identify(userId: string | null): void;
  readonly pending: number;
}
declare const argus: Argus;
declare const history: { pushState(data: unknown, unused: string, url: string): void };
declare const location: { href: string };

describe('the client on the pages of an application', () => {
  let product: Product;
  let application: Server;
  let origin: string;
  let browser: BrowserContext;
  let page: Page;
  let source: string;

  beforeAll(async () => {
    product = await Product.start();
    application = createServer((request, response) => {
      const name = new URL(request.url ?? '/', 'http://x').searchParams.get('source') ?? source;
      const tag = `<script src="${product.url}/client/argus.js" data-source="${name}" data-debug></script>`;
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><html lang="en"><title>Shop</title><body>${tag}</body></html>`);
    });
    await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    application?.closeAllConnections();
    application?.close();
    await product?.stop();
  });
  beforeEach(async () => {
    source = `client-${Math.random().toString(36).slice(2)}`;
    browser = await openBrowser();
    page = browser.pages()[0] ?? (await browser.newPage());
  });
  afterEach(() => browser?.close());

  /** What is stored of this test, oldest first. */
  const stored = async () =>
    (await get<{ events: EventRow[] }>(product, `/events?source=${source}&order=asc`)).body.events;
  const untilStored = (names: string[]) => waitFor(async () => (await stored()).map(({ name }) => name), names, 60_000);

  it('[E4] one script tag sends page views, also of a single-page application', async () => {
    await page.goto(`${origin}/`);
    await untilStored(['view']);
    await page.evaluate(() => history.pushState({}, '', '/cart#top'));
    await page.evaluate(() => history.pushState({}, '', '/cart#bottom'));
    await untilStored(['view', 'view']);
    expect((await stored()).map((event) => event.page_url)).toEqual([`${origin}/`, `${origin}/cart`]);
  });

  it('[E4] knows visitor and session, and whom the application identifies', async () => {
    await page.goto(`${origin}/`);
    await page.evaluate(() => {
      argus.identify('ada');
      argus.track('click', { element_id: 'buy', text: 'Buy' });
    });
    await untilStored(['view', 'click']);
    const [view, click] = await stored();
    expect(view?.user_id).toMatch(/^anonymous-/);
    expect(click).toMatchObject({
      user_id: 'ada',
      session_id: view?.session_id,
      data: { element_id: 'buy', text: 'Buy' },
    });
  });

  it('[E4] what is tracked at the last moment of a page arrives, once', async () => {
    await page.goto(`${origin}/`);
    await untilStored(['view']);
    await page.evaluate(() => {
      argus.track('leave');
      location.href = 'about:blank';
    });
    await untilStored(['view', 'leave']);
    // The next page sends again what got no answer; the id keeps it one event.
    await page.goto(`${origin}/`);
    await untilStored(['view', 'leave', 'view']);
    await waitFor(() => page.evaluate(() => argus.pending), 0);
  });

  it('[E4] [B10] keeps events over a reload while the gateway is away, and delivers them once', async () => {
    await page.goto(`${origin}/`);
    await untilStored(['view']);
    await page.route(`${product.url}/events`, (route) => route.abort());
    await page.evaluate(() => argus.track('while-away'));
    await page.reload();
    await page.unroute(`${product.url}/events`);
    const names = await waitUntil(
      async () => (await stored()).map(({ name }) => name).sort(),
      (all) => all.length >= 3,
      60_000,
    );
    expect(names).toEqual(['view', 'view', 'while-away']);
  });

  it('[E4] the debug overlay shows the verdict for each event', async () => {
    await page.goto(`${origin}/`);
    const overlay = page.getByLabel('Argus events');
    await overlay.waitFor();
    await page.evaluate(() => {
      argus.track('location', { latitude: 190, longitude: 7 });
      argus.track('click', { element_id: 'buy', text: 'Buy' });
    });
    await overlay.getByText('rejected').waitFor();
    await overlay.getByText(/^data\.latitude out_of_range/).waitFor();
    await overlay.locator('li', { hasText: 'click' }).getByText('accepted').waitFor();
    await overlay.getByRole('button', { name: 'Close' }).click();
    expect(await overlay.count()).toBe(0);
  });

  it('[E4] is at most 4 KB gzipped', async () => {
    const script = await readFile(path.join(ROOT, 'libs/client/dist/browser/argus.js'));
    expect(gzipSync(script).length).toBeLessThanOrEqual(4_096);
  });
});
