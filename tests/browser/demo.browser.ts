import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventRow } from '@argus/contract';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../kit/browser.js';
import { get, Product, waitFor, waitUntil } from '../kit/index.js';

describe('the demo page', () => {
  let product: Product;
  let browser: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    product = await Product.start();
  });
  afterAll(() => product?.stop());
  afterEach(() => browser?.close());

  async function open(): Promise<void> {
    browser = await openBrowser();
    page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(`${product.url}/demo/`);
  }

  const events = async (name: string) =>
    (await get<{ events: EventRow[] }>(product, `/events?name=${name}`)).body.events;
  const verdict = (name: string) => page.locator(`[data-event="${name}"] [data-outcome]`).first();

  /** A click while the gateway is away; answers how many are stored. */
  async function clickInVain(): Promise<number> {
    await open();
    await waitFor(() => verdict('view').textContent(), 'accepted');
    const before = (await events('click')).length;
    await product.stop({ keepData: true });
    await page.locator('#click-me').click();
    await page.getByText('The gateway cannot be reached').waitFor();
    return before;
  }

  /** The gateway is back: the click is sent and counts once. */
  async function expectSentOnce(before: number): Promise<void> {
    product = await product.again();
    await waitFor(() => verdict('click').textContent(), 'accepted', 90_000);
    await waitFor(async () => (await events('click')).length, before + 1);
  }

  it('[E4] its service worker sends a view on load, a click from #click-me and a location from #get-location', async () => {
    await open();
    await browser.grantPermissions(['geolocation']);
    await browser.setGeolocation({ latitude: 52.52, longitude: 13.405, accuracy: 25 });
    const senders: boolean[] = [];
    browser.on('request', (request) => {
      if (request.method() === 'POST') senders.push(request.serviceWorker() !== null);
    });
    await waitFor(() => verdict('view').textContent(), 'accepted');
    await page.locator('#click-me').click();
    await waitFor(() => verdict('click').textContent(), 'accepted');
    await page.locator('#get-location').click();
    await waitFor(() => verdict('location').textContent(), 'accepted');

    const stored = await waitUntil(
      async () => [await events('view'), await events('click'), await events('location')].flat(),
      (all) => all.length === 3,
    );
    const url = `${product.url}/demo/`;
    expect(stored.map(({ name, page_url, data }) => ({ name, page_url, data }))).toEqual([
      { name: 'view', page_url: url, data: { url, title: 'Argus demo shop' } },
      {
        name: 'click',
        page_url: url,
        data: { element_id: 'click-me', text: 'Click me', xpath: '//*[@id="click-me"]' },
      },
      { name: 'location', page_url: url, data: { latitude: 52.52, longitude: 13.405, accuracy: 25 } },
    ]);
    expect(new Set(stored.map(({ session_id }) => session_id)).size).toBe(1);
    expect(new Set(stored.map(({ user_id }) => user_id)).size).toBe(1);
    expect(senders.filter((isServiceWorker) => !isServiceWorker)).toEqual([]);
  });

  it('[E4] says so when the visitor does not tell the location', async () => {
    await open();
    await page.locator('#get-location').click();
    await page.getByText(/^No location was sent/).waitFor();
    // What else is sent meanwhile does not take the reason away.
    await page.locator('#click-me').click();
    await page.getByText('The gateway accepted the click.').waitFor();
    expect(await page.getByText(/^No location was sent/).isVisible()).toBe(true);
    expect(await page.locator('[data-event="location"]').count()).toBe(0);
  });

  it('[E4] [B10] a click while the gateway is away is sent once it is back, and counts once', async () => {
    const before = await clickInVain();
    expect(await verdict('click').textContent()).toBe('on the way');
    await expectSentOnce(before);
  });

  it('[E4] [B10] a click is sent although the browser ended the service worker while the gateway was away', async () => {
    const before = await clickInVain();
    // As the browser does it with a worker that was idle for half a minute: the timer of the next try is gone.
    const devtools = await browser.newCDPSession(page);
    await devtools.send('ServiceWorker.enable');
    await devtools.send('ServiceWorker.stopAllWorkers');
    await expectSentOnce(before);
  });
});
