import { describe, expect, it } from '@jest/globals';
import { createOutbox } from './outbox.js';
import { createShelf } from './shelf.js';
import { openStore } from './store.js';
import type { Reply } from './transport.js';
import type { ClientEvent, KeyValueStore, Notice } from './types.js';

const event = (n: number, size = 0): ClientEvent => ({
  event_id: `id-${n}`,
  session_id: 's',
  name: 'view',
  data: { fill: 'x'.repeat(size) },
});
const ok: Reply = { status: 202, errors: [] };

/** An outbox over a gateway that answers by a script; a request beyond the script's end is never answered. */
function open(script: Reply[], store: KeyValueStore = openStore(null), options = {}) {
  const requests: { ids: string[]; keepalive: boolean }[] = [];
  const notices: Notice[] = [];
  const send = (events: ClientEvent[], keepalive = false): Promise<Reply> => {
    requests.push({ ids: events.map((one) => one.event_id), keepalive });
    const reply = script.shift();
    return reply ? Promise.resolve(reply) : new Promise(() => undefined);
  };
  const shelf = createShelf(store, 'space');
  const filled = { flushMs: 3_600_000, batch: 50, mostQueued: 1_000, ...options };
  const outbox = createOutbox(filled, send, shelf, (notice) => notices.push(notice));
  const outcomes = () =>
    notices.flatMap((one) => (one.kind === 'verdict' ? [`${one.verdict.event.event_id} ${one.verdict.outcome}`] : []));
  return { outbox, requests, notices, outcomes };
}

describe('outbox', () => {
  it('[E4] sends what waits in batches, in order', async () => {
    const { outbox, requests, outcomes } = open([ok, ok], undefined, { batch: 3 });
    for (let n = 0; n < 5; n++) outbox.put(event(n));
    expect(await outbox.flush()).toBe(true);
    expect(requests.map(({ ids }) => ids)).toEqual([
      ['id-0', 'id-1', 'id-2'],
      ['id-3', 'id-4'],
    ]);
    expect(outcomes()).toEqual(['id-0 accepted', 'id-1 accepted', 'id-2 accepted', 'id-3 accepted', 'id-4 accepted']);
    expect(outbox.pending).toBe(0);
  });

  it('[E4] [B10] keeps what got no answer, and sends it again under the same ids', async () => {
    const { outbox, requests, notices } = open([{ status: 0 }, ok]);
    outbox.put(event(1));
    expect(await outbox.flush()).toBe(false);
    expect(outbox.pending).toBe(1);
    expect(notices.at(-1)).toMatchObject({ kind: 'waiting', status: 0, pending: 1 });
    expect(await outbox.flush()).toBe(false);
    outbox.retryNow();
    expect(await outbox.flush()).toBe(true);
    expect(requests.map(({ ids }) => ids)).toEqual([['id-1'], ['id-1']]);
    outbox.stop();
  });

  it('[E4] what was kept offline is sent by the next page', async () => {
    const store = openStore(null);
    const first = open([{ status: 0 }], store);
    first.outbox.put(event(1));
    await first.outbox.flush();
    first.outbox.stop();

    const second = open([ok], store);
    expect(second.outbox.pending).toBe(1);
    expect(await second.outbox.flush()).toBe(true);
    expect(second.requests[0]?.ids).toEqual(['id-1']);
    expect(open([], store).outbox.pending).toBe(0);
  });

  it('[E4] on leaving sends at most what browsers let outlive a page, and keeps all of it until it is answered', () => {
    const store = openStore(null);
    const { outbox, requests } = open([], store);
    for (let n = 0; n < 10; n++) outbox.put(event(n, 10_000));
    outbox.leave();
    expect(requests).toEqual([{ ids: ['id-0', 'id-1', 'id-2', 'id-3', 'id-4'], keepalive: true }]);
    expect(
      createShelf(store, 'space')
        .takeAll()
        .map((one) => one.event_id),
    ).toEqual(Array.from({ length: 10 }, (_, n) => `id-${n}`));
    outbox.stop();
  });

  it('[E4] a page that stays after all takes the answer, and sends nothing twice', async () => {
    const store = openStore(null);
    const { outbox, requests, outcomes } = open([ok], store);
    outbox.put(event(1));
    outbox.leave();
    await Promise.resolve();
    await Promise.resolve();
    expect(await outbox.flush()).toBe(true);
    expect(requests.length).toBe(1);
    expect(outcomes()).toEqual(['id-1 accepted']);
    expect(createShelf(store, 'space').takeAll()).toEqual([]);
  });

  it('[E4] makes smaller requests when they were too large, and gives up on an event that is', async () => {
    const { outbox, requests, outcomes } = open([{ status: 413 }, ok, { status: 413 }, ok]);
    for (let n = 0; n < 3; n++) outbox.put(event(n));
    expect(await outbox.flush()).toBe(true);
    expect(requests.map(({ ids }) => ids)).toEqual([['id-0', 'id-1', 'id-2'], ['id-0'], ['id-1'], ['id-2']]);
    expect(outcomes()).toEqual(['id-0 accepted', 'id-1 dropped', 'id-2 accepted']);
  });

  it('[E4] drops the oldest when too many wait, and says so', () => {
    const { outbox, outcomes } = open([], undefined, { mostQueued: 2, batch: 10 });
    for (let n = 0; n < 4; n++) outbox.put(event(n));
    expect(outcomes()).toEqual(['id-0 dropped', 'id-1 dropped']);
    expect(outbox.pending).toBe(2);
    outbox.stop();
  });

  it('[E4] takes no more from closed pages than may wait, the newest', () => {
    const store = openStore(null);
    for (const tab of [1, 2]) createShelf(store, 'space').keep([event(tab * 10), event(tab * 10 + 1)]);
    const { outbox } = open([], store, { mostQueued: 3 });
    expect(outbox.pending).toBe(3);
    outbox.stop();
  });

  it('[E4] keeps the newest part of what waits where the store has no room for all', () => {
    const memory = new Map<string, string>();
    const small = {
      getItem: (key: string) => memory.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (value.length > 500) throw new Error('QuotaExceededError');
        memory.set(key, value);
      },
      removeItem: (key: string) => void memory.delete(key),
      key: (index: number) => [...memory.keys()][index] ?? null,
      get length() {
        return memory.size;
      },
    };
    const store = openStore(small);
    createShelf(store, 'space').keep(Array.from({ length: 16 }, (_, n) => event(n, 40)));
    const ids = createShelf(store, 'space')
      .takeAll()
      .map((one) => one.event_id);
    expect(ids).toEqual(['id-12', 'id-13', 'id-14', 'id-15']);
  });

  it('[E4] does not break where nothing may be stored', async () => {
    const full = {
      ...openStore(null),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    } as KeyValueStore;
    const { outbox } = open([{ status: 503, retryAfterMs: 1 }, ok], openStore(full));
    outbox.put(event(1));
    expect(await outbox.flush()).toBe(false);
    outbox.retryNow();
    expect(await outbox.flush()).toBe(true);
  });
});
