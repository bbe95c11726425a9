import { judge, waitMs } from './policy.js';
import type { Shelf } from './shelf.js';
import type { Reply, Send } from './transport.js';
import type { ClientEvent, Notice, Verdict } from './types.js';

/** Browsers let requests that outlive their page carry 64 KiB together; some room is left for those of others. */
const KEEPALIVE_BYTES = 56_000;

export interface OutboxOptions {
  flushMs: number;
  batch: number;
  mostQueued: number;
}

/** Events on their way: waiting, or sent and not answered yet. */
export interface Outbox {
  readonly pending: number;
  put(event: ClientEvent): void;
  flush(): Promise<boolean>;
  /** The page is going away: sends what fits, keeps everything for the next page until somebody gets the answer. */
  leave(): void;
  /** Tries at once instead of waiting: the network is back. */
  retryNow(): void;
  stop(): void;
}

/** One request at a time, so the order of events holds; events leave only with a verdict. */
export function createOutbox(options: OutboxOptions, send: Send, shelf: Shelf, tell: (notice: Notice) => void): Outbox {
  // Many pages may have left something behind; nobody listens yet who could be told of the oldest.
  let waiting: ClientEvent[] = shelf.takeAll().slice(-options.mostQueued);
  let batch = options.batch;
  let failures = 0;
  let isBlocked = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;

  const end = (verdict: Verdict) => tell({ kind: 'verdict', verdict });
  const drop = (event: ClientEvent) => end({ event, outcome: 'dropped', errors: [] });

  function wakeIn(ms: number): void {
    if (isStopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isBlocked = false;
      void flush();
    }, ms);
    // In Node, events that wait must not keep a program alive that is done; `close` sends them.
    (timer as { unref?: () => void }).unref?.();
  }

  /** Takes out what has its verdict; answers whether the gateway spoke of the events at all. */
  function settle(reply: Reply, sent: ClientEvent[]): boolean {
    const judgements = judge(reply, sent);
    if (!judgements) return false;
    // What is not waiting any more has had its verdict from another request that carried it.
    waiting = waiting.flatMap((event) => {
      const judgement = judgements.get(event);
      if (!judgement) return [event];
      if ('instead' in judgement) return [judgement.instead];
      end(judgement.verdict);
      return [];
    });
    failures = 0;
    if (!shelf.isEmpty) shelf.keep(waiting);
    return true;
  }

  /** The request was too large: smaller ones may pass, a single event cannot be helped. */
  function shrink(sent: ClientEvent[]): void {
    const [first] = sent;
    if (sent.length > 1 || !first) batch = Math.max(1, sent.length >> 1);
    else {
      waiting = waiting.filter((event) => event !== first);
      drop(first);
    }
  }

  function holdBack(reply: Reply): void {
    const retryInMs = waitMs(reply, ++failures, Math.random());
    isBlocked = true;
    shelf.keep(waiting);
    tell({ kind: 'waiting', status: reply.status, retryInMs, pending: waiting.length });
    wakeIn(retryInMs);
  }

  async function sendAll(): Promise<boolean> {
    while (waiting.length > 0 && !isBlocked) {
      const sent = waiting.slice(0, batch);
      const reply = await send(sent);
      if (reply.status === 413) shrink(sent);
      else if (!settle(reply, sent)) holdBack(reply);
    }
    return waiting.length === 0;
  }

  function flush(): Promise<boolean> {
    if (isBlocked) return Promise.resolve(false);
    clearTimeout(timer);
    timer = undefined;
    running ??= sendAll().finally(() => (running = undefined));
    return running;
  }

  if (waiting.length > 0) {
    shelf.keep(waiting);
    wakeIn(0);
  }
  return {
    get pending() {
      return waiting.length;
    },
    put(event) {
      waiting.push(event);
      tell({ kind: 'queued', event });
      const [oldest] = waiting;
      if (waiting.length > options.mostQueued && oldest) {
        waiting.shift();
        drop(oldest);
      }
      if (isBlocked || running) return;
      if (waiting.length >= batch) void flush();
      else if (timer === undefined) wakeIn(options.flushMs);
    },
    flush,
    leave() {
      if (waiting.length === 0) return;
      shelf.keep(waiting);
      let bytes = 0;
      const fitting = waiting.filter(
        (event) => (bytes += new Blob([JSON.stringify(event)]).size + 1) < KEEPALIVE_BYTES,
      );
      // The answer comes only when the page stays after all; without it, the next page sends them again.
      if (fitting.length > 0) void send(fitting, true).then((reply) => settle(reply, fitting));
    },
    retryNow() {
      isBlocked = false;
      void flush();
    },
    stop() {
      isStopped = true;
      isBlocked = false;
      clearTimeout(timer);
    },
  };
}
