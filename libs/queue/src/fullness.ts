import { QueueFullError } from './queue.errors.js';

export interface Fullness {
  readonly usedBytes: number;
  readonly maxBytes: number;
  readonly freeDiskBytes: number;
  readonly minFreeDiskBytes: number;
  /** Handed in and not yet flushed. */
  readonly pendingBytes: number;
  readonly maxPendingBytes: number;
  /** How fast the queue has emptied lately; 0 when it has not. */
  readonly drainedBytesPerSecond: number;
}

const LONGEST_WAIT_SECONDS = 60;

/** Whether `bytes` more are refused, and for how long a client should stay away. */
export function refuseWhenFull(state: Fullness, bytes: number): QueueFullError | undefined {
  if (state.pendingBytes > 0 && state.pendingBytes + bytes > state.maxPendingBytes)
    return new QueueFullError('memory', 1);
  const wait = () => retryAfterSeconds(state);
  if (state.usedBytes + state.pendingBytes + bytes > state.maxBytes) return new QueueFullError('queue', wait());
  if (state.freeDiskBytes - state.pendingBytes - bytes < state.minFreeDiskBytes)
    return new QueueFullError('disk', wait());
  return undefined;
}

/** Until a twentieth of the queue is free again at the present pace: 1 to 60 seconds, 10 when nothing is drained. */
function retryAfterSeconds(state: Fullness): number {
  if (state.drainedBytesPerSecond <= 0) return 10;
  const seconds = Math.ceil(state.maxBytes / 20 / state.drainedBytesPerSecond);
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, seconds));
}
