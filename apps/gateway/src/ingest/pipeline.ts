import type { TrackingPlan } from '@argus/tracking-plan';
import { Arrival } from './arrival.js';
import { ItemBody } from './body/parsed-body.js';
import type { BurstCounter } from './bots/burst-counter.js';
import { EventTypes } from './event/event-types.js';
import type { EventStep, IngestRequest, Verdict } from './ingest-request.type.js';
import { type Judgement, RequestBook } from './request-book.js';
import type { StepTimer } from './step-timer.js';
import { dropDuplicate } from './steps/drop-duplicate.step.js';
import { putEventId } from './steps/put-event-id.step.js';
import { refuseBot } from './steps/refuse-bot.step.js';
import { refuseInvalid } from './steps/refuse-invalid.step.js';

/** What the steps need of the rest of the gateway. */
export interface PipelineParts {
  plan: { current: TrackingPlan };
  bursts: BurstCounter;
  nextId: () => string;
  /** Microseconds that a timestamp may be ahead. */
  skewUs: number;
  /** Where what is kept begins, in microseconds since the epoch. */
  oldestUs: (nowUs: number) => number;
}

/**
 * THE way of an event, in order. Around it, for the request as a whole:
 *
 *   refuse early    a foreign page, an unknown key, a spent budget: before the body is read   access/, throttle/
 *   find room       for the bytes of the body, among all that are on their way                body/body-room.ts
 *   parse           the events of the body, found in its bytes or parsed; nothing judged yet  body/, scan/
 *   throttle        as many points as events                                                  throttle/
 *   (these steps)   each event, one after the other: order is never decided in parallel
 *   record          events, rejections and counts, as they will be stored                     request-book.ts
 *   append          all that in one durable frame                                             steps/append-frame.ts
 *   answer          202 or 400, once that is on disk                                          answer.ts
 */
export const eventSteps = ({
  plan,
  bursts,
  nextId,
  skewUs,
  oldestUs,
}: PipelineParts): readonly (readonly [string, EventStep])[] => [
  ['validate', refuseInvalid({ plan, types: new EventTypes(), skewUs, oldestUs })],
  ['identify', putEventId(nextId)],
  ['deduplicate', dropDuplicate],
  ['refuse_bots', refuseBot(bursts)],
];

const NOTHING = new ItemBody([]);

/** Sends each event of a request through the steps, stops at the first verdict, and records what became of it. */
export function createPipeline(parts: PipelineParts, timer: StepTimer): (request: IngestRequest) => Judgement {
  const named = eventSteps(parts);
  const steps = named.map(([, step]) => step);
  const arrival = new Arrival();
  const book = new RequestBook(parts.nextId);
  return (request) => {
    const { body } = request;
    const chosen = timer.isSampled() ? named.map(([name, step]) => timer.timed(name, step)) : steps;
    book.open(body.count, body.bytes);
    try {
      for (let index = 0; index < body.count; index++) {
        arrival.open(body, index);
        let verdict: Verdict | undefined;
        for (let at = 0; at < chosen.length && verdict === undefined; at++) {
          verdict = (chosen[at] as EventStep)(arrival, request);
        }
        book.put(arrival, verdict);
      }
      return book.close(request);
    } finally {
      arrival.close(NOTHING);
    }
  };
}
