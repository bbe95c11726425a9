import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeFrame, monthOf } from '@argus/codec';
import type { AcceptedEvent, RejectedEvent } from '@argus/contract';
import { type Cut, type Queue, openQueue } from '@argus/queue';
import { prepare } from './prepare.js';

const JANUARY_US = Date.UTC(2026, 0, 31, 23, 59, 59) * 1_000;
const FEBRUARY_US = Date.UTC(2026, 1, 1) * 1_000;
const [JANUARY, FEBRUARY] = [monthOf(JANUARY_US), monthOf(FEBRUARY_US)];
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const event = (n: number, timestampUs: number): AcceptedEvent => ({
  eventId: id(n),
  timestampUs,
  userId: `u${n}`,
  sessionId: '',
  category: '',
  name: 'signup',
  pageUrl: '',
  data: '{}',
});
const rejection = (n: number): RejectedEvent => ({
  event: `{"n":${n}}`,
  fields: [{ errorId: id(n), field: 'name', code: 'required', message: 'is missing' }],
});

let dir: string;
let queue: Queue;
let cut: Cut;

/** Two requests, one in each month, with two events and an error each. */
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'argus-prepare-'));
  queue = await openQueue({ dir, maxBytes: 1_000_000, onDamage: () => {} });
  for (const [n, receivedAtUs] of [
    [10, JANUARY_US],
    [20, FEBRUARY_US],
  ] as const) {
    const outcomes = { accepted: 2, duplicate: 0, invalid: 1, bot: 0, conflicting: 0 };
    const events = [event(n, receivedAtUs), event(n + 1, receivedAtUs)];
    await queue.append(
      encodeFrame({ source: 'shop', receivedAtUs, events, rejections: [rejection(n + 2)], outcomes }),
      3,
    );
  }
  cut = queue.nextCut({ maxRows: 100, maxBytes: 1_000_000 })!;
});
afterAll(async () => {
  await queue.close();
  await rm(dir, { recursive: true });
});

const partsOf = (more: Partial<Parameters<typeof prepare>[0]>) =>
  prepare({ task: 'prepare', cut, batch: 'q/1/1-6', countedThrough: 0, ...more }).parts.map(
    ({ table, batchId, months }) => ({ table, batchId, months }),
  );

describe('a range that is prepared', () => {
  it('becomes a part of events and one of errors', () => {
    const months = [
      [JANUARY, 2],
      [FEBRUARY, 2],
    ];
    expect(partsOf({})).toEqual([
      { table: 'events', batchId: 'q/1/1-6', months },
      { table: 'errors', batchId: 'q/1/1-6/errors', months: months.map(([month]) => [month, 1]) },
    ]);
  });

  it('leaves out a month that is stored, of events and of errors, under names of their own', () => {
    expect(partsOf({ storedMonths: [JANUARY] })).toEqual([
      { table: 'events', batchId: `q/1/1-6/m${FEBRUARY}`, months: [[FEBRUARY, 2]] },
      { table: 'errors', batchId: `q/1/1-6/errors.m${FEBRUARY}`, months: [[FEBRUARY, 1]] },
    ]);
    expect(partsOf({ storedMonths: [JANUARY, FEBRUARY] })).toEqual([]);
  });

  it('leaves out rows that are there, also where another queue has used their numbers', () => {
    const storedRows = {
      events: new Map([
        [1, [id(10), id(99)]],
        [2, [id(98), id(11)]],
        [4, [id(97)]],
      ]),
      errors: new Map([[3, [id(12), id(96)]]]),
    };
    expect(partsOf({ storedRows })).toEqual([
      { table: 'events', batchId: 'q/1/1-6', months: [[FEBRUARY, 2]] },
      { table: 'errors', batchId: 'q/1/1-6/errors', months: [[FEBRUARY, 1]] },
    ]);
  });
});
