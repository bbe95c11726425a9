import { readFileSync } from 'node:fs';
import { ConfigError, clusterName, flag, integer, read, redisUrl, text } from './read.js';
import { faultSwitches } from './fault.switches.js';
import { absolute, sharedSpecs } from './shared.specs.js';

const specs = {
  ...sharedSpecs,
  HOST: text({ default: '127.0.0.1' }),
  PORT: integer(0, 65_535)({ default: 3000 }),
  CLICKHOUSE_USER: text({ default: 'default' }),
  CLICKHOUSE_PASSWORD: text({ default: undefined }),
  CLICKHOUSE_PASSWORD_FILE: text({ default: undefined }),
  CLICKHOUSE_DATABASE: text({ default: 'default' }),
  CLICKHOUSE_CLUSTER: clusterName({ default: undefined }),
  THROTTLE_LIMIT: integer(0, 1_000_000_000)({ default: 200_000 }),
  THROTTLE_BYTES: integer(0, 1_000_000_000_000)({ default: 0 }),
  THROTTLE_TTL: integer(1, 86_400)({ default: 10 }),
  CLOCK_SKEW_SECONDS: integer(0, 366 * 86_400)({ default: 300 }),
  QUEUE_MAX_BYTES: integer(1_048_576, 1_000_000_000_000)({ default: 4_294_967_296 }),
  QUEUE_MIN_FREE_BYTES: integer(0, 1_000_000_000_000)({ default: 268_435_456 }),
  DEDUP_MAX_IDS: integer(1_000, 200_000_000)({ default: 20_000_000 }),
  DEDUP_MAX_AGE_HOURS: integer(1, 24 * 366)({ default: 24 }),
  REDIS_URL: redisUrl({ default: undefined }),
  /** At most half of the time for which a claim of an event id stands. */
  REDIS_TIMEOUT_MS: integer(10, 30_000)({ default: 500 }),
  REDIS_DEDUP_MINUTES: integer(1, 60 * 24 * 31)({ default: 60 }),
  WORKER_THREADS: integer(1, 64)({ default: 2 }),
  INSERT_TIMEOUT_SECONDS: integer(1, 3_600)({ default: 30 }),
  ALLOW_NO_KEYS: flag({ default: false }),
  TRUST_PROXY: text({ default: undefined }),
  VERIFY_INTERVAL_SECONDS: integer(0, 86_400)({ default: 300 }),
  RETENTION_DAYS: integer(0, 10_000)({ default: 0 }),
  ERRORS_RETENTION_DAYS: integer(0, 10_000)({ default: undefined }),
};

/** A secret that a container finds in a file; its last line break is not a part of it. */
function secret(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    throw new ConfigError(`CLICKHOUSE_PASSWORD_FILE: ${file} cannot be read (${(error as Error).message})`);
  }
}

/** Settings of the gateway; every default is in the README. */
export interface GatewayConfig {
  host: string;
  port: number;
  dataDir: string;
  logLevel: string;
  clickhouse: {
    url: string;
    embedded: boolean;
    user: string;
    password: string;
    database: string;
    cluster: string | undefined;
  };
  /** Events, and bytes of bodies, per source in `ttlSeconds`; a limit of 0 sets none. */
  throttle: { limit: number; bytes: number; ttlSeconds: number };
  clockSkewMs: number;
  queue: { maxBytes: number; minFreeBytes: number };
  dedup: { maxIds: number; maxAgeMs: number };
  /**
   * What several gateways share budgets and event ids through, how long a request waits for it, and how long it remembers an
   * id; undefined: nothing is shared.
   */
  redis: { url: string; timeoutMs: number; dedupMs: number } | undefined;
  workerThreads: number;
  /** An insert without an answer for so long is given up and repeated; a thread without one is replaced. */
  insertTimeoutMs: number;
  /** Harm that fault tests ask for; always empty outside of them. */
  faults: readonly string[];
  allowNoKeys: boolean;
  /** Proxies whose `X-Forwarded-For` is believed: addresses or networks, separated by commas. */
  trustProxy: string | undefined;
  /** Seconds between two comparisons of recent aggregates with the raw events; 0 turns them off. */
  verifyIntervalSeconds: number;
  /** Whole days for which events and errors are kept, with the aggregates that are made from them; 0: for ever. */
  retention: { events: number; errors: number };
}

/** Reads the gateway's settings; throws ConfigError naming what is wrong. */
export function loadGatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  const given = read(env, specs);
  return {
    host: given.HOST,
    port: given.PORT,
    dataDir: absolute(given.DATA_DIR),
    logLevel: given.LOG_LEVEL,
    clickhouse: {
      url: given.CLICKHOUSE_URL ?? `http://127.0.0.1:${given.CLICKHOUSE_PORT}`,
      embedded: given.CLICKHOUSE_URL === undefined,
      user: given.CLICKHOUSE_USER,
      password: given.CLICKHOUSE_PASSWORD ?? secret(given.CLICKHOUSE_PASSWORD_FILE) ?? '',
      database: given.CLICKHOUSE_DATABASE,
      cluster: given.CLICKHOUSE_CLUSTER,
    },
    throttle: { limit: given.THROTTLE_LIMIT, bytes: given.THROTTLE_BYTES, ttlSeconds: given.THROTTLE_TTL },
    clockSkewMs: given.CLOCK_SKEW_SECONDS * 1000,
    queue: { maxBytes: given.QUEUE_MAX_BYTES, minFreeBytes: given.QUEUE_MIN_FREE_BYTES },
    dedup: { maxIds: given.DEDUP_MAX_IDS, maxAgeMs: given.DEDUP_MAX_AGE_HOURS * 3_600_000 },
    redis:
      given.REDIS_URL === undefined
        ? undefined
        : {
            url: given.REDIS_URL,
            timeoutMs: given.REDIS_TIMEOUT_MS,
            dedupMs: given.REDIS_DEDUP_MINUTES * 60_000,
          },
    workerThreads: given.WORKER_THREADS,
    insertTimeoutMs: given.INSERT_TIMEOUT_SECONDS * 1000,
    faults: faultSwitches(env),
    allowNoKeys: given.ALLOW_NO_KEYS,
    trustProxy: given.TRUST_PROXY,
    verifyIntervalSeconds: given.VERIFY_INTERVAL_SECONDS,
    retention: { events: given.RETENTION_DAYS, errors: given.ERRORS_RETENTION_DAYS ?? given.RETENTION_DAYS },
  };
}
