import type { TrackingPlan } from '@argus/tracking-plan';
import type { BurstCounter } from './bots/burst-counter.js';
import type { Arrival, EventStep, IngestRequest, Verdict } from './ingest-request.type.js';
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
 *   parse           the events of the body, nothing judged yet                                body/
 *   throttle        as many points as events                                                  throttle/
 *   (these steps)   each event, one after the other: order is never decided in parallel
 *   append          events, rejections and counts in one durable frame                        steps/append-frame.ts
 *   answer          202 or 400, once that is on disk                                          answer.ts
 */
export const eventSteps = ({
  plan,
  bursts,
  nextId,
  skewUs,
  oldestUs,
}: PipelineParts): readonly (readonly [string, EventStep])[] => [
  ['validate', refuseInvalid(plan, { skewUs, oldestUs })],
  ['identify', putEventId(nextId)],
  ['deduplicate', dropDuplicate],
  ['refuse_bots', refuseBot(bursts)],
];

/** Every event of a request with its verdict; undefined is: accepted. */
export interface Judgement {
  arrivals: Arrival[];
  verdicts: (Verdict | undefined)[];
}

const NO_WARNINGS: Arrival['warnings'] = [];

const arrivalOf = (index: number, item: unknown): Arrival => ({
  index,
  item,
  event: undefined,
  hasOwnTimestamp: false,
  isCountedView: false,
  warnings: NO_WARNINGS,
});

/** Sends each event through the steps and stops at the first verdict. */
export function createPipeline(parts: PipelineParts, timer: StepTimer): (request: IngestRequest) => Judgement {
  const named = eventSteps(parts);
  const steps = named.map(([, step]) => step);
  return (request) => {
    const arrivals: Arrival[] = [];
    const verdicts: (Verdict | undefined)[] = [];
    const chosen = timer.isSampled() ? named.map(([name, step]) => timer.timed(name, step)) : steps;
    for (const [index, item] of request.body.items.entries()) {
      const arrival = arrivalOf(index, item);
      let verdict: Verdict | undefined;
      for (let at = 0; at < chosen.length && verdict === undefined; at++) {
        verdict = (chosen[at] as EventStep)(arrival, request);
      }
      arrivals.push(arrival);
      verdicts.push(verdict);
    }
    return { arrivals, verdicts };
  };
}
