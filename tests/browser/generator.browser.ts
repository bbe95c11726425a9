import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../kit/browser.js';
import { Product, sql, waitFor, waitUntil } from '../kit/index.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The counters that the page shows, as numbers. */
async function counters(page: Page): Promise<Record<string, number>> {
  const names = ['sent', 'accepted', 'rejected', 'throttled', 'failed', 'in-flight'];
  const texts = await Promise.all(names.map((name) => page.getByTestId(name).textContent()));
  return Object.fromEntries(names.map((name, i) => [name, Number(texts[i]?.replaceAll(/\D/g, ''))]));
}

const untilSent = (page: Page, events: number) =>
  waitUntil(
    () => counters(page),
    ({ sent = 0 }) => sent >= events,
    60_000,
    `to show ${events} sent`,
  );

/** Clicks Stop, and waits for the last answers. */
async function stopAndCount(page: Page): Promise<Record<string, number>> {
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText(/^Stopped\./).waitFor();
  return counters(page);
}

describe('the generator page', () => {
  let product: Product;
  let browser: BrowserContext;
  beforeAll(async () => {
    product = await Product.start({ env: { THROTTLE_LIMIT: '0' } });
  });
  afterAll(() => product?.stop());
  afterEach(() => browser?.close());

  async function open(url = `${product.url}/generator/`, look = {}): Promise<Page> {
    browser = await openBrowser(look);
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(url);
    return page;
  }

  const storedOf = async (source: string) =>
    Number(await sql(product, `SELECT uniqExact(event_id) FROM events WHERE source = '${source}'`));

  it('[E3] sends 100 requests per second until stopped, and shows every event in the console', async () => {
    const page = await open();
    const logged = new Set<string>();
    page.on('console', (message) => {
      const [, id] = /event_id: ([\da-f-]{36})/.exec(message.text()) ?? [];
      if (id) logged.add(id);
    });
    await page.getByLabel('Source').fill('page-100');
    await page.getByRole('button', { name: '100', exact: true }).click();
    await untilSent(page, 250);
    const end = await stopAndCount(page);
    expect(end).toMatchObject({ accepted: end['sent'], rejected: 0, throttled: 0, failed: 0, 'in-flight': 0 });
    await waitFor(() => logged.size, end['sent']);
    await waitFor(() => storedOf('page-100'), end['sent']);
  });

  it('[E3] at 10,000 the tab can still be used, the counters add up, and it says what it reaches', async () => {
    const page = await open();
    await page.getByLabel('Source').fill('page-10000');
    const button = page.getByRole('button', { name: '10,000' });
    await button.click();
    await untilSent(page, 500);
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await page.getByText(/^Asked for 10,000 per second, reaching [\d,]+/).waitFor();
    const end = await stopAndCount(page);
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    expect(end['accepted']).toBe(end['sent']);
    await waitFor(() => storedOf('page-10000'), end['sent']);
  });

  it('[E3] [B4] counts deliberately invalid events as rejected', async () => {
    const page = await open();
    await page.getByLabel('Source').fill('page-invalid');
    await page.getByLabel('5% deliberately invalid').check();
    await page.getByRole('button', { name: '1,000' }).click();
    await untilSent(page, 400);
    const { sent = 0, accepted = 0, rejected = 0 } = await stopAndCount(page);
    expect(rejected).toBeGreaterThan(0);
    expect(accepted + rejected).toBe(sent);
    await waitFor(() => storedOf('page-invalid'), accepted);
  });

  it('[E3] is served by "npm run generate -- --ui", and sends to the gateway from there', async () => {
    const args = ['generator/dist/main.js', '--ui', '--url', product.url, '--source', 'ui'];
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { PATH: process.env['PATH'] }, stdio: 'pipe' });
    try {
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
      const url = /http:\S+\/generator\//.exec(chunk.toString())?.[0];
      const page = await open(url);
      await page.getByRole('button', { name: '100', exact: true }).click();
      await untilSent(page, 50);
      const end = await stopAndCount(page);
      expect(end['accepted']).toBe(end['sent']);
      await waitFor(() => storedOf('ui'), end['sent']);
    } finally {
      child.kill('SIGINT');
      await once(child, 'exit');
    }
  });

  it.each([
    { name: 'light, wide', width: 1440, dark: false },
    { name: 'dark, phone', width: 390, dark: true },
  ])('[E3] [E4] both pages have no serious accessibility finding and fit: $name', async ({ width, dark }) => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const page = await open(undefined, { width, dark });
    const found: string[] = [];
    for (const name of ['/generator/', '/demo/']) {
      await page.goto(product.url + name);
      // The demo's table is filled by then: an empty one has nothing to scroll.
      if (name === '/demo/') await page.locator('#events tr').first().waitFor();
      await page.evaluate(axe);
      const findings = await page.evaluate<{ id: string; impact: string }[]>(
        'axe.run().then((result) => result.violations)',
      );
      found.push(...findings.filter(({ impact }) => /serious|critical/.test(impact)).map(({ id }) => `${name} ${id}`));
      if (await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth'))
        found.push(`${name} is too wide`);
    }
    expect(found).toEqual([]);
  });
});

describe('the generator page before a gateway that throttles', () => {
  it('[E3] [B5] shows that requests are held back, and delivers them all the same', async () => {
    const product = await Product.start({ env: { THROTTLE_LIMIT: '20', THROTTLE_TTL: '1' } });
    const browser = await openBrowser();
    try {
      const page = browser.pages()[0] ?? (await browser.newPage());
      await page.goto(`${product.url}/generator/`);
      await page.getByRole('button', { name: '100', exact: true }).click();
      await waitUntil(
        () => counters(page),
        ({ throttled = 0, accepted = 0 }) => throttled > 0 && accepted > 20,
      );
      await page.getByText('The gateway holds some back').waitFor();
      const end = await stopAndCount(page);
      expect(end['accepted']).toBe(end['sent']);
    } finally {
      await browser.close();
      await product.stop();
    }
  });
});
