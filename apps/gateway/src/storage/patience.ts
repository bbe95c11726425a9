/** Settles as `promise` does, unless the signal aborts first: then it rejects with the signal's reason, and waits no longer. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const heard = new AbortController();
  try {
    return await Promise.race([promise, untilAborted(signal, heard.signal)]);
  } finally {
    heard.abort();
  }
}

/** Rejects with the signal's reason; forgets about it once nobody listens any more. */
function untilAborted(signal: AbortSignal, enough: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = (): void => reject(signal.reason);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    enough.addEventListener('abort', () => signal.removeEventListener('abort', giveUp), { once: true });
  });
}

/**
 * Runs something that may take `ms` milliseconds, and no longer than until `stop` aborts; rejects when it is given up, whether
 * or not it heeds the signal that it gets.
 *
 * In place of `AbortSignal.any([stop, AbortSignal.timeout(ms)])`: a signal that lives as long as the process remembers each
 * that was ever made of it, and the timeout itself may be collected before its time (nodejs/node#55351, #57867).
 */
export async function withPatience<T>(
  ms: number,
  run: (signal: AbortSignal) => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error(`there was no answer within ${ms} ms`)), ms);
  const end = (): void => patience.abort(stop?.reason);
  stop?.addEventListener('abort', end, { once: true });
  if (stop?.aborted) end();
  try {
    return await abortable(run(patience.signal), patience.signal);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', end);
  }
}
