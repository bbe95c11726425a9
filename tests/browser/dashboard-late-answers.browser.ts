import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Route } from 'playwright-core';
import { get, Product, sendAll, setPaused, untilStored, waitFor } from '../kit/index.js';
import { Visitor } from './dashboard-visitor.js';

const DAY_MS = 86_400_000;

const event = (user: string) => ({ user_id: user, session_id: user, event_type: 'hello' });

/** Something that happens when the test says so. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

/** The page may have given the request up meanwhile: then nobody takes the answer. */
const unlessGivenUp = (answered: Promise<void>) => answered.catch(() => {});

describe('answers that reach the dashboard late', () => {
  let product: Product;
  let ada: Visitor;
  let stored = 0;

  const textOf = async (testId: string) => (await ada.see(testId).textContent())?.trim();
  /** Without its own refresh, the page shows only what the step under test has fetched. */
  const pause = () => ada.see('pause').click();
  const paused = async () => (await get<{ paused: boolean }>(product, '/admin/consumption')).body.paused;

  beforeAll(async () => {
    product = await Product.start();
    ada = await Visitor.open(product);
  });
  afterAll(async () => {
    await ada?.leave();
    await product?.stop();
  });

  it('[E1] [A5] the empty page waits for the first event until it is stored, not only until it is queued', async () => {
    await setPaused(product.url, true);
    await ada.goTo('/');
    await ada.see('first-event').waitFor();
    await waitFor(() => textOf('timeline-total'), '0');
    await pause();
    await sendAll(product, [event('ada')]);
    await waitFor(async () => (await textOf('queued'))?.split(' ')[0], '1');
    await ada.see('first-event').waitFor({ state: 'hidden' });
    await setPaused(product.url, false);
    await waitFor(() => textOf('active-users'), '1');
    await waitFor(() => textOf('timeline-total'), '1');
    stored = 1;
    await untilStored(product, stored);
  });

  it('[E1] "Refresh now" shows what was sent while the page was fetching by itself', async () => {
    await ada.page.clock.install();
    await ada.goTo('/');
    await waitFor(() => textOf('active-users'), '1');
    const [begun, late] = [gate(), gate()];
    const held = async (route: Route) => {
      const response = await route.fetch();
      begun.open();
      await late.passed;
      await unlessGivenUp(route.fulfill({ response }));
    };
    await ada.page.route('**/analytics/overview*', held, { times: 1 });
    await ada.page.clock.fastForward(31_000);
    await begun.passed;
    await pause();
    await sendAll(product, [event('grace')]);
    stored += 1;
    await untilStored(product, stored);
    await ada.see('refresh-now').click();
    // The second question of "Refresh now" falls into the time of the held answer, too.
    await ada.page.clock.fastForward(2_000);
    late.open();
    await waitFor(() => textOf('active-users'), '2');
  });

  it('[E1] who reads the chart by keyboard keeps the place when the period before arrives', async () => {
    const late = gate();
    await ada.page.route('**/analytics/timeseries?*', async (route) => {
      const to = new URL(route.request().url()).searchParams.get('to') ?? '';
      if (Date.parse(to) < Date.now() - DAY_MS) await late.passed;
      await unlessGivenUp(route.continue());
    });
    await ada.goTo('/?range=7d&compare=1');
    await ada.page.getByRole('img', { name: /^events per hour/ }).focus();
    await ada.page.keyboard.press('ArrowLeft');
    const tip = ada.page.getByText('this hour is still filling');
    await tip.waitFor();
    late.open();
    await ada.page.getByText('nothing in the period before').waitFor();
    expect(await tip.isVisible()).toBe(true);
    await ada.page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await tip.isVisible()).toBe(true);
    await ada.page.unrouteAll({ behavior: 'wait' });
  });

  it('[E1] [B6] a pause of storing is not undone on the page by an answer from before it', async () => {
    await ada.goTo('/dashboard/pipeline');
    const state = ada.see('consumption-state');
    await state.getByText('running').waitFor();
    const [begun, late, answered] = [gate(), gate(), gate()];
    const held = async (route: Route) => {
      const response = await route.fetch();
      begun.open();
      await late.passed;
      await unlessGivenUp(route.fulfill({ response }));
      answered.open();
    };
    await ada.page.route('**/admin/consumption', held, { times: 1 });
    await ada.page.clock.fastForward(31_000);
    await begun.passed;
    await pause();
    await ada.see('consumption-toggle').click();
    await state.getByText('paused').waitFor();
    await waitFor(paused, true);
    late.open();
    await answered.passed;
    // What the page fetches now is answered after what it was told before.
    await ada.page.evaluate("fetch('/health/live').then((response) => response.text())");
    expect(await state.textContent()).toMatch(/^paused/);
    await ada.see('consumption-toggle').click();
    await state.getByText('running').waitFor();
    await waitFor(paused, false);
  });

  it('[E1] has had nothing to complain about', () => {
    expect(ada.complaints).toEqual([]);
  });
});
