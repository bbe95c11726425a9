import type { Order, ToWorker, WorkerState } from './messages.js';
import { addUp, type Totals } from './totals.js';

/** One worker sends about so many requests a second at most; beyond that, more threads help. */
const RATE_PER_WORKER = 2_500;

/** Some workers that send together; the page's own thread stays free to draw and to be clicked. */
export interface Fleet {
  readonly totals: Totals;
  /** No new requests; ends once the answers are in. */
  stop(): void;
}

export function startFleet(order: Order): Fleet {
  const size = Math.max(1, Math.min(Math.ceil(order.rate / RATE_PER_WORKER), 4, navigator.hardwareConcurrency));
  const states: WorkerState[] = [];
  const workers = Array.from({ length: size }, (_, nth) => {
    const worker = new Worker(new URL('sender.worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerState>) => {
      states[nth] = data;
    });
    const start: ToWorker = {
      kind: 'start',
      order: { ...order, rate: order.rate / size, seed: order.seed + nth * 1_000_003 },
    };
    worker.postMessage(start);
    return worker;
  });
  return {
    get totals() {
      const known = states.filter(Boolean);
      const totals = addUp(known);
      return { ...totals, isDone: totals.isDone && known.length === size };
    },
    stop() {
      const stop: ToWorker = { kind: 'stop' };
      for (const worker of workers) worker.postMessage(stop);
    },
  };
}
