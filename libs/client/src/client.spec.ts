import { expect, it } from '@jest/globals';
import { createClient } from './client.js';
import type { Notice } from './types.js';

/** A client whose gateway is never asked. */
function open() {
  const client = createClient({ url: 'http://127.0.0.1:9', flushMs: 3_600_000 });
  const notices: Notice[] = [];
  client.watch((notice) => notices.push(notice));
  return { client, notices };
}

it('[E4] data that is no JSON is dropped with the reason, and holds back nothing else', () => {
  const { client, notices } = open();
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  client.track('wrong', circular);
  client.track('wrong', { big: 1n });
  client.track('fine', { n: 1 });
  expect(client.pending).toBe(1);
  expect(notices.map((one) => (one.kind === 'verdict' ? one.verdict.outcome : one.kind))).toEqual([
    'dropped',
    'dropped',
    'queued',
  ]);
  expect(notices[0]).toMatchObject({ verdict: { event: { name: 'wrong' }, errors: [{ field: 'data' }] } });
});

it('[E4] sends the data as it was when it was tracked, so that every try has the same bytes', () => {
  const { client, notices } = open();
  const cart = { items: 1 };
  client.track('cart', cart);
  cart.items = 2;
  expect(notices).toMatchObject([{ kind: 'queued', event: { data: { items: 1 } } }]);
});

it('[E4] takes now for a time that is none', () => {
  const { client, notices } = open();
  client.track('click', {}, { timestamp: new Date('yesterday at noon') });
  const [queued] = notices;
  const at = queued?.kind === 'queued' ? Date.parse(queued.event.timestamp ?? '') : Number.NaN;
  expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
});
