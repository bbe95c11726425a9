/** Who makes `event_id` and `timestamp`: the client, as a retrying one must, or the server. */
export type IdMaker = 'client' | 'server';

/** What one run of the load generator does. */
export interface LoadPlan {
  port: number;
  connections: number;
  eventsPerRequest: number;
  ids: IdMaker;
  source: string;
  /** Distinct users in the traffic. */
  users: number;
  /** Requests a second over all connections, kept whatever the answers do; null: each connection sends again at once. */
  requestsPerSecond: number | null;
  durationMs: number;
}

/** What a run saw. Times of day are milliseconds since the epoch with fractions. */
export interface LoadReport {
  requests: number;
  /** Events that the answers called accepted. */
  accepted: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  firstSentAt: number;
  lastAnsweredAt: number;
  /** Answer times in milliseconds; at a given rate they count from when the request was due. */
  p50: number;
  p99: number;
  max: number;
  /** Processor seconds that the generator itself took. */
  cpuSeconds: number;
}

export type ToLoad = { type: 'run'; plan: LoadPlan } | { type: 'stop' };
export type FromLoad = { type: 'report'; report: LoadReport } | { type: 'failed'; reason: string };
