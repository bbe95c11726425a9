import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { get, post, Product, untilStored, waitFor } from '../kit/index.js';
import { Visitor } from './dashboard-visitor.js';

const DAY_MS = 86_400_000;

interface Counted {
  pipeline: { rejected_24h: number };
}

describe('from the first event to the mended rule', () => {
  let product: Product;
  let person: Visitor;

  beforeAll(async () => {
    product = await Product.start();
    person = await Visitor.open(product);
  });
  afterAll(async () => {
    await person?.leave();
    await product?.stop();
  });

  it('[E1] [A5] a developer sends a first event as the empty dashboard says, and finds it', async () => {
    await person.goTo('/');
    const shown = person.see('first-event');
    await shown.getByText('curl').waitFor();
    const { stdout } = await promisify(execFile)('bash', ['-c', `${await shown.textContent()} --silent`]);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1 });
    // Nobody presses anything: the page waits for the event with the developer.
    await waitFor(() => person.see('active-users').textContent(), '1');
    await shown.waitFor({ state: 'hidden' });
    await person.page.getByRole('link', { name: 'Events' }).click();
    await person.see('events').getByRole('button', { name: 'page_view' }).click();
    await person.page.getByLabel('Data of the event').getByText('/hello').waitFor();
    await person.page.keyboard.press('Escape');
  });

  it("[E1] [D2] [B8] an analyst finds why yesterday's checkout events were rejected, mends the rule, replays them", async () => {
    const strict = { schema: { type: 'object', properties: { total: { type: 'integer' } }, required: ['total'] } };
    const { status } = await fetch(`${product.url}/tracking-plan/checkout`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(strict),
    });
    expect(status).toBe(200);
    const yesterday = new Date(Date.now() - DAY_MS).toISOString();
    for (const total of [19.9, 7.5, 100.25]) {
      const checkout = { user_id: 'ada', timestamp: yesterday, event_type: 'checkout', payload: { total } };
      expect((await post(product, '/events', checkout)).status).toBe(400);
    }
    await waitFor(async () => (await get<{ errors: unknown[] }>(product, '/errors')).body.errors.length, 3);
    // What is counted of an error follows it, and the page asks again only after half a minute.
    await waitFor(async () => (await get<Counted>(product, '/analytics/overview')).body.pipeline.rejected_24h, 3);

    await person.goTo('/');
    await waitFor(() => person.see('rejected-24h').textContent(), '3');
    await person.see('rejected-24h').getByRole('link').click();
    const reason = person.see('error-groups').getByRole('button');
    await reason.filter({ hasText: 'data.total' }).click();
    await person.page.getByLabel('The event as it was received').first().getByText('100.25').waitFor();

    await person.page.getByRole('link', { name: 'Rules of checkout' }).first().click();
    const mended = { schema: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] } };
    await person.page.getByLabel('Rules of checkout').fill(JSON.stringify(mended));
    await person.page.getByRole('button', { name: 'Save' }).click();
    await person.page.getByText('it counts for what is sent from now on').waitFor();
    await person.page.goBack();
    await person.see('replay-trial').click();
    await person.see('replay-result').getByText('3 would be accepted').waitFor();
    await person.see('replay').click();
    await person.see('replay-result').getByText('3 accepted').waitFor();
    // The three, and the first event of the developer: the page that is opened next asks once and then after half a minute.
    await untilStored(product, 4);

    await person.goTo('/dashboard/events?name=checkout');
    await waitFor(async () => (await person.rows(person.see('events'))).length, 3);
    const times = person.see('events').locator('tbody time');
    expect(await times.first().getAttribute('datetime')).toBe(yesterday);
    expect(person.complaints).toEqual([]);
  });

  it('[E1] tells how the pipeline flows, and what each actor does', async () => {
    await person.goTo('/dashboard/pipeline');
    await person.page.getByRole('region', { name: 'Flow' }).getByRole('img').waitFor();
    expect(await person.see('actors').getByRole('listitem').count()).toBe(2);
    await waitFor(() => person.see('arriving').textContent(), '0');
  });
});
