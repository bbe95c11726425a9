import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, clickHouseOf, sendAll, untilStored, waitFor } from '../kit/index.js';
import { Visitor } from './dashboard-visitor.js';

const event = (user: string) => ({ user_id: user, session_id: user, event_type: 'hello' });

describe('an operator who watches ClickHouse fall over and recover', () => {
  let product: Product;
  let operator: Visitor;
  let stopped = 0;

  const textOf = async (testId: string) => (await operator.see(testId).textContent())?.trim();
  const clickHouse = () => clickHouseOf(product);

  beforeAll(async () => {
    product = await Product.start();
    await sendAll(product, [event('ada')]);
    await untilStored(product, 1);
    operator = await Visitor.open(product);
    await operator.goTo('/');
    await waitFor(() => textOf('active-users'), '1');
  });
  afterAll(async () => {
    if (stopped > 0) process.kill(stopped, 'SIGCONT');
    await operator?.leave();
    await product?.stop();
  });

  it('[E1] [B6] keeps the last numbers, says how old they are, and counts what waits', async () => {
    stopped = product.engine.pid;
    process.kill(stopped, 'SIGSTOP');
    await waitFor(clickHouse, 'down');
    await sendAll(product, [event('grace'), event('linus')]);
    await operator.see('refresh-now').click();
    await waitFor(() => textOf('clickhouse'), 'away', 60_000);
    await waitFor(() => textOf('queued').then((text) => text?.split(' ')[0]), '2');
    expect(await textOf('active-users')).toBe('1');
    await operator.page.getByText('These numbers are of').waitFor();
  });

  it('[E1] [B6] shows everything that was sent meanwhile once ClickHouse is back', async () => {
    process.kill(stopped, 'SIGCONT');
    stopped = 0;
    await untilStored(product, 3, 90_000);
    await waitFor(clickHouse, 'up');
    await operator.see('refresh-now').click();
    await waitFor(() => textOf('clickhouse'), 'up');
    await waitFor(() => textOf('active-users'), '3');
    await waitFor(() => textOf('queued'), '0');
  });
});
