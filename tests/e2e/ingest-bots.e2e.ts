import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IngestAnswer, Problem } from '@argus/contract';
import { Product, post, untilStored } from '../kit/index.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

const view = (url: string, more: object = {}) => ({ user_id: 'u', name: 'view', data: { url }, ...more });
let stored = 0;
const untilAllStored = async (more: number) => untilStored(product, (stored += more));

describe('bots', () => {
  it('[B11] drops page views of one user at one instant beyond the tenth, and counts no duplicate as one', async () => {
    const timestamp = '2024-05-05T05:05:05.555Z';
    const id = '018f2f6e-7c4b-7a10-8d5e-2f6a1b9c3d60';
    await post(product, '/events', view('/bot', { user_id: 'bot', timestamp, event_id: id }));
    const repeated = Array.from({ length: 15 }, () => view('/bot', { user_id: 'bot', timestamp, event_id: id }));
    expect((await post<IngestAnswer>(product, '/events', repeated)).body).toMatchObject({ duplicates: 15 });
    const views = Array.from({ length: 12 }, () => view('/bot', { user_id: 'bot', timestamp }));
    const { body } = await post<IngestAnswer>(product, '/events', views);
    expect(body).toMatchObject({ accepted: 9, rejected: 3 });
    expect(body.errors.map(({ index, code }) => `${index} ${code}`)).toEqual(['9 bot', '10 bot', '11 bot']);
    const clicks = Array.from({ length: 12 }, () => ({ user_id: 'bot', name: 'click', timestamp }));
    expect((await post<IngestAnswer>(product, '/events', clicks)).body).toMatchObject({ accepted: 12 });
    const untimed = Array.from({ length: 12 }, () => view('/untimed', { user_id: 'bot' }));
    expect((await post<IngestAnswer>(product, '/events', untimed)).body).toMatchObject({ accepted: 12 });
    await untilAllStored(34);
  });

  it('[B11] drops what crawlers send, and takes what tools and libraries send', async () => {
    const crawlers = ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'GPTBot/1.0'];
    for (const agent of crawlers) {
      const { status, body } = await post<Problem>(product, '/events', view('/'), { 'user-agent': agent });
      expect([status, body.errors?.map(({ code }) => code)]).toEqual([400, ['bot']]);
    }
    const tools = ['curl/8.5.0', 'node', 'python-requests/2.31.0', 'Mozilla/5.0 HeadlessChrome/120.0'];
    for (const agent of tools) {
      expect((await post(product, '/events', view('/'), { 'user-agent': agent })).status).toBe(202);
    }
    await untilAllStored(tools.length);
  });
});
