import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, sendAll, untilStored } from '../kit/index.js';

interface Message {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** Reads a stream until `enough` says so, and hangs up. */
async function read(
  url: string,
  enough: (messages: Message[]) => boolean,
  headers: Record<string, string> = {},
): Promise<Message[]> {
  const hangUp = new AbortController();
  const response = await fetch(url, { headers, signal: hangUp.signal });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const messages: Message[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
      messages.push({ id: line('id'), event: line('event'), data: JSON.parse(line('data')) as Message['data'] });
    }
    if (enough(messages)) break;
  }
  hangUp.abort();
  return messages;
}

const eventsIn = (messages: Message[]) => messages.filter(({ event }) => event === 'event');
const names = (messages: Message[]) => eventsIn(messages).map(({ data }) => data['name']);

describe('GET /live', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.start();
  });
  afterAll(async () => {
    await product.stop();
  });

  it('[D1] shows events as they are stored, in the order of acceptance, filtered', async () => {
    await sendAll(product, [{ user_id: 'u', name: 'before' }]);
    await untilStored(product, 1);
    let sent = false;
    const following = read(`${product.url}/live?source=watched`, (messages) => {
      // The first status says that the stream has begun: what is sent from now on belongs to it.
      if (!sent && messages.some(({ event }) => event === 'status')) {
        sent = true;
        void sendAll(product, [{ user_id: 'u', name: 'elsewhere' }]);
        void sendAll(
          product,
          Array.from({ length: 20 }, (_, at) => ({ user_id: 'u', name: `n${at}` })),
          'watched',
        );
      }
      return eventsIn(messages).length >= 20;
    });
    const messages = await following;
    expect(names(messages)).toEqual(Array.from({ length: 20 }, (_, at) => `n${at}`));
    const [first] = eventsIn(messages);
    const stored = await get(product, `/events/${String(first?.data['event_id'])}`);
    expect(first?.data).toEqual(stored.body);
    expect(messages.find(({ event }) => event === 'status')?.data).toMatchObject({ lag_ms: expect.any(Number) });
  });

  it('[D1] goes on where it was broken off', async () => {
    await sendAll(
      product,
      Array.from({ length: 10 }, (_, at) => ({ user_id: 'u', name: `r${at}` })),
      'resumed',
    );
    await untilStored(product, 32);
    const all = await read(
      `${product.url}/live?source=resumed&last_event_id=0`,
      (found) => eventsIn(found).length >= 10,
    );
    expect(names(all)).toEqual(Array.from({ length: 10 }, (_, at) => `r${at}`));
    const fourth = eventsIn(all)[3]?.id ?? '';
    const rest = await read(`${product.url}/live?source=resumed`, (found) => eventsIn(found).length >= 6, {
      'last-event-id': fourth,
    });
    expect(names(rest)).toEqual(['r4', 'r5', 'r6', 'r7', 'r8', 'r9']);
  });

  it('[B4] names parameters that it does not know', async () => {
    expect((await get(product, '/live?colour=red')).status).toBe(400);
    expect((await get(product, '/live?last_event_id=x')).status).toBe(400);
  });

  it('[D1] does not hold the shutdown up', async () => {
    const following = read(`${product.url}/live`, () => false).catch(() => 'cut');
    await read(`${product.url}/live`, (messages) => messages.length > 0);
    expect(await product.stop({ keepData: true })).toBe(0);
    await following;
    product = await product.again();
  });
});
