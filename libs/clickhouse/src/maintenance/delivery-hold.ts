import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { clusterOf, ofEveryServer } from '../cluster/cluster.js';
import { needEveryServer } from '../cluster/need-every-server.js';
import { ask } from '../queries/question.js';

/** Runs something while no gateway inserts. */
export type HoldDelivery = <T>(run: () => Promise<T>) => Promise<T>;

const LEASE_SECONDS = 20;
const RENEW_MS = 5_000;
/** Gateways that insert look for holds every so often. */
export const HOLD_POLL_MS = 500;
/** A gateway begins an insert only if it looked so lately, counted from when it asked; else it looks again first. */
export const LOOK_LIFE_MS = 3_000;
/** Longer than any look is believed. */
const NOTICE_MS = LOOK_LIFE_MS + 1_000;
const QUIET_MS = 300;
const TURN_MS = 200;
const PATIENCE_MS = 60_000;

const HELD = `
  SELECT count() AS holds
  FROM (SELECT argMax(until, said_at) AS until FROM delivery_holds GROUP BY holder)
  WHERE until > now64(3)`;

/** Who holds since before this one: what they do under it must not be seen half done. */
const EARLIER = `
  SELECT count() AS holds
  FROM (SELECT holder, argMax(until, said_at) AS lease, min(said_at) AS began FROM delivery_holds GROUP BY holder)
  WHERE lease > now64(3) AND holder != {holder:String}
    AND (began, holder) < (SELECT min(said_at), {holder:String} FROM delivery_holds WHERE holder = {holder:String})`;

/** What gateways insert: batches, and the differences by which they mend an aggregate; of a cluster on any of its servers. */
const running = (client: ClickHouseClient): string => `
  SELECT count() AS running FROM ${ofEveryServer(clusterOf(client), 'system.processes')}
  WHERE query_kind = 'Insert' AND match(query,
    '^INSERT INTO (\\\\w+[.])?(events|errors|event_counts_1m|page_views_15m|activity_hourly|refused_events_1m)(_local)?\\\\b')`;

/** Whether someone holds delivery at the moment, by ClickHouse's clock. */
export async function isDeliveryHeld(client: ClickHouseClient, signal?: AbortSignal): Promise<boolean> {
  const question = { name: 'delivery_holds', sql: HELD, params: {} };
  const [row] = await ask<{ holds: number }>(client, question, { maxSeconds: 5, ...(signal ? { signal } : {}) });
  return (row?.holds ?? 0) > 0;
}

const say = (client: ClickHouseClient, holder: string, seconds: number) =>
  client.command({
    query:
      'INSERT INTO delivery_holds (holder, until) SELECT {holder:String}, now64(3) + toIntervalSecond({seconds:Int32})',
    query_params: { holder, seconds },
  });

/** Waits until nobody holds who began earlier; a holder that died is waited for until its lease ends. */
async function untilFirst(client: ClickHouseClient, holder: string): Promise<void> {
  for (;;) {
    const answer = await client.query({ query: EARLIER, query_params: { holder }, format: 'JSONEachRow' });
    const [row] = await answer.json<{ holds: number }>();
    if ((row?.holds ?? 0) === 0) return;
    await sleep(TURN_MS);
  }
}

/** Whether ClickHouse is at an insert of a gateway. */
export async function insertsRunning(client: ClickHouseClient): Promise<boolean> {
  const answer = await client.query({ query: running(client), format: 'JSONEachRow' });
  const [row] = await answer.json<{ running: number }>();
  return (row?.running ?? 0) > 0;
}

/** Waits until no insert of a gateway was seen for a while; throws when that never happens. */
async function untilQuiet(client: ClickHouseClient): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (let quietSince = Date.now(); Date.now() - quietSince < QUIET_MS;) {
    if (await insertsRunning(client)) quietSince = Date.now();
    if (Date.now() > until)
      throw new Error(`inserts went on for ${PATIENCE_MS / 1000} seconds although delivery is held`);
    await sleep(50);
  }
}

/**
 * Holds the delivery of every gateway through a row in ClickHouse while `run` runs. A gateway notices before its next insert
 * and ends the one in flight. A hold whose holder died ends by itself after 20 seconds. Holders take turns, in the
 * order in which they began: an erasure is not compared, or snapshot, while it is half done. On a cluster of which a server
 * does not answer nothing is held, and it rejects.
 */
export function holdDelivery(client: ClickHouseClient, name: string): HoldDelivery {
  return async (run) => {
    await needEveryServer(client);
    const holder = `${name} ${randomUUID()}`;
    await say(client, holder, LEASE_SECONDS);
    // At once: what follows may take longer than the lease. A renewal that fails is tried again at the next turn; the lease
    // outlives three of them.
    const renewal = setInterval(() => void say(client, holder, LEASE_SECONDS).catch(() => {}), RENEW_MS);
    try {
      // Gateways look on whichever server they talk to: none may be behind with this.
      if (clusterOf(client)) await client.command({ query: 'SYSTEM SYNC REPLICA delivery_holds' });
      await sleep(NOTICE_MS);
      await untilFirst(client, holder);
      await untilQuiet(client);
      return await run();
    } finally {
      clearInterval(renewal);
      await say(client, holder, -1);
    }
  };
}
