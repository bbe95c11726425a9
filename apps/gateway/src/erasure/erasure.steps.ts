import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClickHouseClient,
  type HoldDelivery,
  type Person,
  erasePerson,
  readyToErase,
  rebuildTables,
  removeFromDisk,
  syncPersonalTables,
  tracesLeft,
  tracesOf,
} from '@argus/clickhouse';
import type { Queue } from '@argus/queue';
import { type ErasureJob, finished, isGone, withTimesOf } from './erasure.job.js';

const POLL_MS = 250;
/** Something came late, from another gateway or a rebuild: it is given time to come wholly. */
const AGAIN_MS = 5_000;

/** What the steps need of the gateway. */
export interface ErasureParts {
  client: ClickHouseClient;
  queue: Pick<Queue, 'id' | 'acknowledgedThrough' | 'flushedThrough' | 'depth'>;
  hold: HoldDelivery;
  now: () => number;
  /** Makes a state durable. */
  keep: (job: ErasureJob) => Promise<void>;
  /** Says what is waited for. */
  tell: (what: string) => void;
}

const personOf = ({ user_id, sources }: ErasureJob): Person => ({
  userId: user_id ?? '',
  sources: sources ?? undefined,
});

/**
 * What was acknowledged before the request must be in ClickHouse before it can be erased there. Numbers alone do not say
 * whether that is so: those that an unclean end left out are never delivered.
 */
async function drain(job: ErasureJob, { queue, tell }: ErasureParts, signal: AbortSignal): Promise<void> {
  const isBehind = () => queue.acknowledgedThrough < job.queue_through;
  for (let { rows } = queue.depth; isBehind() && rows > 0; { rows } = queue.depth) {
    tell(`${rows} queued rows are delivered first`);
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** A rebuild works on a snapshot, which would bring back what is erased meanwhile. */
async function untilNoRebuild({ client, tell }: ErasureParts, signal: AbortSignal): Promise<void> {
  for (;;) {
    const tables = await rebuildTables(client);
    if (tables.length === 0) return;
    tell(`a rebuild is under way, or died ("npm run rebuild" again removes ${tables.join(', ')})`);
    await sleep(POLL_MS * 4, undefined, { signal });
  }
}

/**
 * Runs a job from the state that it is in to its end. Every step may be done twice: one that died in the middle is simply done
 * again.
 */
export async function runErasure(given: ErasureJob, parts: ErasureParts, signal: AbortSignal): Promise<void> {
  const { client, hold, keep, now, queue, tell } = parts;
  const person = personOf(given);
  let job = given;
  const advance = async (changes: Partial<ErasureJob>) => {
    job = { ...job, ...changes };
    await keep(job);
  };
  // Both copies of this gateway's journal were lost: the queue has another id, counts from its segments, and delivers what
  // waits in them. Which of it is older than the request nobody knows any more, so all of it counts as older.
  if (job.queue_id !== queue.id) await advance({ queue_id: queue.id, queue_through: queue.flushedThrough });
  // In every state: such a queue may deliver again what was erased already.
  await drain(job, parts, signal);
  if (job.state === 'draining') await advance({ state: 'erasing', found: await tracesOf(client, person) });
  /** What is found is noted before it is marked: who dies in between knows afterwards which counts to compare. */
  const erase = async (): Promise<boolean> => {
    // It cuts under a hold of its own: one that came between the question and this hold has its snapshot already.
    if ((await rebuildTables(client)).length > 0) return false;
    await syncPersonalTables(client);
    const found = withTimesOf(job.found, await tracesOf(client, person));
    await advance({ found });
    // One replica per shard was looked at; what another one had left is erased there as well.
    const isOver = isGone(found.rows) && (job.left === null || isGone(job.left));
    if (!isOver) await erasePerson(client, person, found);
    return true;
  };
  for (;;) {
    await untilNoRebuild(parts, signal);
    if (job.state === 'erasing') {
      tell('every server is asked');
      await readyToErase(client);
      tell('the tables are held, and the rows marked');
      if (!(await hold(erase))) continue;
      await advance({ state: 'compacting', rounds: job.rounds + 1 });
    }
    await removeFromDisk(client, signal, (n) => tell(`${n} parts are written again without the rows`));
    await untilNoRebuild(parts, signal);
    await syncPersonalTables(client);
    const left = await tracesLeft(client, person, job.requested_at_ms * 1_000);
    if (isGone(left)) return keep(finished(job, left, now()));
    tell('something came late and is erased, too');
    await advance({ state: 'erasing', left });
    await sleep(AGAIN_MS, undefined, { signal });
  }
}
