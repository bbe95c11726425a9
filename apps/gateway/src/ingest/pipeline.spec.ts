import 'reflect-metadata';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeFrame } from '@argus/codec';
import type { IngestAnswer } from '@argus/contract';
import { createRegistry } from '@argus/telemetry';
import { BUILT_IN_FOLDER, type TrackingPlan, loadPlan } from '@argus/tracking-plan';
import { ProblemError } from '../problem/problem-error.js';
import { DEFAULT_SETTINGS } from '../sources/source-settings.type.js';
import { answerOf } from './answer.js';
import { ItemBody, MalformedItem } from './body/parsed-body.js';
import { BurstCounter } from './bots/burst-counter.js';
import { DryClaims } from './dry-claims.js';
import { createUuidV7 } from './event/uuid.js';
import { createPipeline } from './pipeline.js';
import { StepTimer } from './step-timer.js';

const NOW_US = 1_717_243_200_000_000;
let plan: TrackingPlan;

beforeAll(async () => {
  ({ plan } = await loadPlan([BUILT_IN_FOLDER]));
});

const ids = fc.integer({ min: 0, max: 5 }).map((at) => `018f2f6e-7c4b-7a10-8d5e-00000000000${at}`);
const items = fc.array(
  fc.oneof(
    fc.record({ event_id: ids, user_id: fc.constant('u'), name: fc.constantFrom('x', 'y') }),
    fc.record({
      user_id: fc.constantFrom('u', 'v'),
      name: fc.constantFrom('view'),
      page_url: fc.constant('/'),
      timestamp: fc.constant(1),
    }),
    fc.record({
      user_id: fc.oneof(fc.constant('u'), fc.integer()),
      name: fc.string(),
      data: fc.jsonValue({ maxDepth: 1 }),
    }),
    fc.constant(new MalformedItem('{', 'no JSON')),
    fc.jsonValue({ maxDepth: 1 }),
  ),
  { minLength: 1, maxLength: 40 },
);

function run(sent: unknown[], bytes = 0) {
  const nextId = createUuidV7(() => NOW_US / 1_000);
  const parts = { plan: { current: plan }, bursts: new BurstCounter(1_000, 1), nextId, skewUs: 0, oldestUs: () => 0 };
  const judge = createPipeline(parts, new StepTimer(createRegistry()));
  const request = {
    sender: { source: 's', settings: DEFAULT_SETTINGS, userAgent: 'curl/8', idempotencyKey: undefined },
    body: new ItemBody(sent, { bytes, depth: 64, mayHoldOddCharacters: true }),
    receivedAtUs: NOW_US,
    claims: new DryClaims({ peek: () => 'new' }),
    views: [],
  };
  const judgement = judge(request);
  return { judgement, frame: decodeFrame(judgement.frame) };
}

function answer(judgement: ReturnType<typeof run>['judgement']): IngestAnswer | ProblemError {
  try {
    return JSON.parse(answerOf(judgement)) as IngestAnswer;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

describe('the pipeline', () => {
  it('[B4] ends every event in exactly one outcome, and tells the sender the same', () => {
    fc.assert(
      fc.property(items, (sent) => {
        const { judgement, frame } = run(sent);
        const { accepted, duplicate, invalid, bot } = frame.outcomes;
        expect(accepted + duplicate + invalid + bot).toBe(sent.length);
        expect(frame.events).toHaveLength(accepted);
        expect(frame.rejections).toHaveLength(invalid + bot);
        const told = answer(judgement);
        if (told instanceof ProblemError) {
          expect([told.status, accepted + duplicate]).toEqual([400, 0]);
          return;
        }
        expect(told).toMatchObject({ accepted, duplicates: duplicate, rejected: invalid + bot });
        expect(told.event_ids).toHaveLength(sent.length);
        const wrong = new Set(told.errors.map(({ index }) => index));
        for (const [index, id] of told.event_ids.entries()) expect(id === null).toBe(wrong.has(index));
        expect(new Set(frame.events.map(({ eventId }) => eventId)).size).toBe(accepted);
      }),
    );
  });

  it('[B12] keeps the order of the request', () => {
    const names = Array.from({ length: 100 }, (_, at) => `n${at}`);
    const { frame } = run(names.map((name) => ({ user_id: 'u', name })));
    expect(frame.events.map(({ name }) => name)).toEqual(names);
    expect(frame.events.map(({ eventId }) => eventId)).toEqual(frame.events.map(({ eventId }) => eventId).sort());
  });

  it('[B11] [B10] does not remember the id of a bot, so that its copy is a bot too', () => {
    const view = { user_id: 'u', name: 'view', page_url: '/', timestamp: 1 };
    const event_id = '018f2f6e-7c4b-7a10-8d5e-000000000001';
    const sent = [...Array.from({ length: 10 }, () => view), { ...view, event_id }, { ...view, event_id }];
    expect(run(sent).frame.outcomes).toMatchObject({ accepted: 10, bot: 2, duplicate: 0 });
  });

  it('[B4] [D2] stores the text of wrong events at most four times, however many fields are wrong, and answers all', () => {
    const fields = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`unknown_${at}`, 'x'.repeat(300)]));
    const sent = Array.from({ length: 200 }, () => ({ user_id: 'u', name: 'n', ...fields }));
    const bytes = JSON.stringify(sent).length;
    const { judgement, frame } = run(sent, bytes);
    const stored = frame.rejections.map(({ event, fields: { length } }) => ({ bytes: event.length, length }));
    const storedBytes = stored.reduce((sum, one) => sum + one.bytes * one.length, 0);
    expect(stored.map(({ length }) => length)).toEqual([...Array<number>(16).fill(50), ...Array<number>(184).fill(1)]);
    expect(storedBytes).toBeLessThan(5 * bytes);
    expect(judgement.errors).toHaveLength(200 * 50);
  });

  it('[B4] [D2] stores each wrong field of an event where that is little', () => {
    const fields = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`unknown_${at}`, 'x']));
    const { frame } = run([{ user_id: 'u', name: 'n', ...fields }], 1_000);
    expect(frame.rejections.map((one) => one.fields.length)).toEqual([50]);
  });
});
