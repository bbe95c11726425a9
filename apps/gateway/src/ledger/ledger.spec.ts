import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Checkpoint, type FrameOutcomes, Ledger } from './ledger.js';

const outcomes = (accepted: number, duplicate = 0, invalid = 0, bot = 0) => ({
  accepted,
  duplicate,
  invalid,
  bot,
  conflicting: 0,
});
const frame = (source: string, first: number, events: number, duplicate = 0): FrameOutcomes => ({
  source,
  first,
  last: first + Math.max(1, events) - 1,
  events,
  outcomes: outcomes(events, duplicate),
});

describe('Ledger', () => {
  it('moves events from queued to stored, by source', () => {
    const ledger = new Ledger();
    ledger.appended(frame('a', 1, 10, 2));
    ledger.appended(frame('b', 11, 5));
    ledger.settled(10, { a: 10 });
    const { sources, adds_up } = ledger.report();
    expect(sources['a']).toMatchObject({ received: 12, queued: 0, stored: 10, duplicate: 2 });
    expect(sources['b']).toMatchObject({ received: 5, queued: 5, stored: 0 });
    expect(adds_up).toBe(true);
  });

  it('counts a diverted event as poison, once, however often it is found', () => {
    const ledger = new Ledger();
    ledger.appended(frame('a', 1, 3));
    ledger.diverted(2, 'a');
    ledger.diverted(2, 'a');
    ledger.settled(3, { a: 3 });
    ledger.diverted(2, 'a');
    ledger.settled(3, { a: 3 });
    expect(ledger.report().totals).toMatchObject({ received: 3, queued: 0, stored: 2, poison: 1 });
  });

  it('counts what was turned away as received too', () => {
    const ledger = new Ledger();
    ledger.refused('a', 'throttled', 7);
    ledger.refused('a', 'refused_full', 2);
    expect(ledger.report()).toMatchObject({ totals: { received: 9, throttled: 7, refused_full: 2 }, adds_up: true });
  });

  it('shows only the sources that are asked for', () => {
    const ledger = new Ledger();
    ledger.appended(frame('a', 1, 1));
    ledger.appended(frame('b', 2, 1));
    expect(Object.keys(ledger.report(['b', 'c']).sources)).toEqual(['b']);
  });

  // A life of the gateway as a list of steps; the process dies after any of them and is restored from the checkpoint that
  // was written before any of them, with a queue that has forgotten its last notes of what is delivered.
  it('says the same after a crash at any moment', () => {
    const step = fc.record({
      source: fc.constantFrom('a', 'b'),
      events: fc.integer({ min: 0, max: 5 }),
      poison: fc.boolean(),
    });
    const life = fc.tuple(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(life, ([steps, delivered, saved, noted]) => {
        const frames: FrameOutcomes[] = [];
        let next = 1;
        for (const { source, events } of steps) {
          frames.push(frame(source, next, events, 1));
          next += Math.max(1, events);
        }
        const deliveredCount = delivered % (frames.length + 1);
        const savedCount = saved % (deliveredCount + 1);
        const notedCount = noted % (deliveredCount + 1);

        const deliver = (ledger: Ledger, index: number) => {
          const one = frames[index]!;
          if (steps[index]!.poison && one.events > 0) ledger.diverted(one.first, one.source);
          ledger.settled(one.last, { [one.source]: one.events });
        };

        const unharmed = new Ledger();
        const life1 = new Ledger();
        let checkpoint: Checkpoint = life1.checkpoint();
        for (const one of frames) unharmed.appended(one);
        for (const one of frames) life1.appended(one);
        for (let i = 0; i < deliveredCount; i++) {
          deliver(life1, i);
          // What is diverted is durable before the queue lets go of it.
          if (i < savedCount || steps[i]!.poison) checkpoint = life1.checkpoint();
        }
        for (let i = 0; i < frames.length; i++) deliver(unharmed, i);

        const life2 = new Ledger(JSON.parse(JSON.stringify(checkpoint)) as Checkpoint);
        const through = notedCount === 0 ? 0 : frames[notedCount - 1]!.last;
        for (const one of frames) if (one.last > life2.storedThrough) life2.replay(one, through);
        life2.replayed(through);
        for (let i = notedCount; i < frames.length; i++) deliver(life2, i);
        expect(life2.report()).toEqual(unharmed.report());
        expect(life2.report().adds_up).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
