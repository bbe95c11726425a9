import { QueueClosedError, QueueFullError, QueueWriteError, type QueueWriter } from '@argus/queue';
import { type ProblemError, unavailable } from '../../problem/problem-error.js';

interface Framed {
  frame: Buffer;
  /** Sequence numbers that it takes. */
  rows: number;
}

const RETRY_SECONDS = 1;

/** The answer for an append that was refused, or undefined for a fault of our own. Pure. */
export function refusalOf(error: unknown): ProblemError | undefined {
  if (error instanceof QueueFullError) {
    return unavailable('The queue is full: ClickHouse takes events slower than they arrive.', error.retryAfterSeconds);
  }
  if (error instanceof QueueWriteError) return unavailable('The disk refused the events; none of them is kept.', 5);
  if (error instanceof QueueClosedError) return unavailable('The gateway is stopping.', RETRY_SECONDS);
  return undefined;
}

/** Makes one frame durable; resolves with its first sequence number, rejects with ProblemError 503 with Retry-After where the queue or the disk refuses it. */
export function appendFrame(queue: QueueWriter, { frame, rows }: Framed): Promise<number> {
  return queue.append(frame, rows).then(firstOf, refuse);
}

const firstOf = ({ first }: { first: number }): number => first;

function refuse(error: unknown): never {
  throw refusalOf(error) ?? error;
}
