/** What readiness depends on. */
export interface Vitals {
  isStopping: boolean;
  wasClickHouseReady: boolean;
  isClickHouseUp: boolean;
  /** Why the queue would take nothing right now. */
  queueRefusal: string | undefined;
}

export type Readiness =
  | { isReady: true; answer: { status: 'ok' | 'degraded'; clickhouse: 'up' | 'down' } }
  | { isReady: false; reason: string };

/**
 * Ready means that an event sent now is taken. ClickHouse must have been reached once (before that nothing could ever
 * be read); that it is away later degrades the service without ending it, since the queue absorbs what comes.
 */
export function readiness(vitals: Vitals): Readiness {
  if (vitals.isStopping) return { isReady: false, reason: 'The gateway is stopping.' };
  if (!vitals.wasClickHouseReady) return { isReady: false, reason: 'ClickHouse was not reached yet.' };
  if (vitals.queueRefusal !== undefined) return { isReady: false, reason: vitals.queueRefusal };
  const clickhouse = vitals.isClickHouseUp ? 'up' : 'down';
  return { isReady: true, answer: { status: vitals.isClickHouseUp ? 'ok' : 'degraded', clickhouse } };
}
