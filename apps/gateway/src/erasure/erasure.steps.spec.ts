import { describe, expect, it, jest } from '@jest/globals';
import type { ClickHouseClient } from '@argus/clickhouse';
import { type ErasureJob, digestOf } from './erasure.job.js';
import { type ErasureParts, runErasure } from './erasure.steps.js';

const NONE = { events: 0, errors: 0, activity_hourly: 0, activity_daily: 0 };

const job: ErasureJob = {
  job_id: 'j',
  user_id: 'ada',
  user_id_sha256: digestOf('ada'),
  sources: null,
  state: 'draining',
  requested_at_ms: 1_000,
  finished_at_ms: null,
  queue_id: 'old',
  queue_through: 900,
  found: null,
  left: null,
  rounds: 0,
};

/** A ClickHouse that has nothing of the person; `rebuilds` says in turn which tables of a rebuild there are. */
function script(rebuilds: string[][] = []) {
  const log: string[] = [];
  const kept: ErasureJob[] = [];
  const query = async ({ clickhouse_settings }: { clickhouse_settings: { log_comment: string } }) => {
    const name = clickhouse_settings.log_comment;
    log.push(name);
    const rebuilding = name === 'rebuild_tables' ? (rebuilds.shift() ?? []) : [];
    const rows = name === 'traces_left' ? [NONE] : rebuilding.map((table) => ({ name: table }));
    return { json: async () => rows };
  };
  const client = { query, command: jest.fn() } as unknown as ClickHouseClient;
  const queue = { id: 'old', acknowledgedThrough: 900, flushedThrough: 900, depth: { rows: 0 } };
  const parts = {
    client,
    queue,
    hold: async <T>(run: () => Promise<T>): Promise<T> => {
      log.push('held');
      const result = await run();
      log.push('let go');
      return result;
    },
    now: () => 2_000,
    keep: async (one: ErasureJob) => {
      kept.push(one);
      log.push(one.state);
    },
    tell: (what: string) => void log.push(what),
  };
  return { log, kept, queue, parts: parts as unknown as ErasureParts };
}

const never = new AbortController().signal;

describe('[A4] the steps of an erasure', () => {
  it('[A4] waits for a queue that was made anew from its segments', async () => {
    const { log, kept, queue, parts } = script();
    Object.assign(queue, { id: 'new', acknowledgedThrough: 0, flushedThrough: 70, depth: { rows: 3 } });
    parts.tell = (what) => {
      log.push(what);
      if (what.startsWith('3 queued')) Object.assign(queue, { acknowledgedThrough: 70, depth: { rows: 0 } });
    };
    await runErasure(job, parts, never);
    // Which queue is waited for is durable before it is waited for.
    expect(kept[0]).toEqual({ ...job, queue_id: 'new', queue_through: 70 });
    expect(log.slice(0, 3)).toEqual(['draining', '3 queued rows are delivered first', 'traces_of_a_person']);
    expect(kept.at(-1)).toMatchObject({ state: 'done', queue_id: 'new', queue_through: 70, left: NONE });
  });

  it('[A4] waits for it also where the person was erased already: it may deliver again', async () => {
    const { log, queue, parts } = script();
    Object.assign(queue, { id: 'new', acknowledgedThrough: 0, flushedThrough: 70, depth: { rows: 3 } });
    parts.tell = (what) => {
      log.push(what);
      if (what.startsWith('3 queued')) Object.assign(queue, { acknowledgedThrough: 70, depth: { rows: 0 } });
    };
    await runErasure({ ...job, state: 'compacting', rounds: 1 }, parts, never);
    expect(log.slice(0, 3)).toEqual(['compacting', '3 queued rows are delivered first', 'rebuild_tables']);
  });

  it('[A4] waits for nothing where the queue is the same and delivered', async () => {
    const { kept, parts } = script();
    await runErasure(job, parts, never);
    expect(kept.map(({ state }) => state)).toEqual(['erasing', 'erasing', 'compacting', 'done']);
  });

  it('[A4] lets go of the hold where a rebuild began before it, and begins again after the rebuild', async () => {
    const { log, kept, parts } = script([[], ['refused_events_1m_rebuild'], []]);
    await runErasure(job, parts, never);
    const first = log.indexOf('held');
    expect(log.slice(first, first + 3)).toEqual(['held', 'rebuild_tables', 'let go']);
    // Nothing is looked at or noted under the hold that came too late.
    expect(log.filter((what) => what === 'held')).toHaveLength(2);
    expect(log.slice(log.lastIndexOf('held')).slice(0, 4)).toEqual([
      'held',
      'rebuild_tables',
      'traces_of_a_person',
      'erasing',
    ]);
    expect(kept.at(-1)).toMatchObject({ state: 'done', rounds: 1 });
  });
});
