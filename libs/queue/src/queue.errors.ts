/** The queue or its disk is full; nothing was written. Answer 503 with `Retry-After`. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  constructor(
    readonly reason: 'queue' | 'disk' | 'memory',
    readonly retryAfterSeconds: number,
  ) {
    super(`The queue is full (${reason}); try again in ${retryAfterSeconds} s`);
  }
}

/** The disk refused the write or the flush. The frame will not be delivered, not even after a restart. Answer 503. */
export class QueueWriteError extends Error {
  override readonly name = 'QueueWriteError';
  /** The system's code, such as ENOSPC or EIO. */
  readonly code: string;
  constructor(
    cause: unknown,
    readonly retryAfterSeconds = 1,
  ) {
    const code = errorCode(cause);
    super(`The queue could not write: ${code}`, { cause });
    this.code = code;
  }
}

/** `close()` has begun. Answer 503. */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';
  readonly retryAfterSeconds = 5;
  constructor() {
    super('The queue is closing');
  }
}

/** The system's error code, or the message of what has none. */
export function errorCode(error: unknown): string {
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message;
  return String(error);
}
