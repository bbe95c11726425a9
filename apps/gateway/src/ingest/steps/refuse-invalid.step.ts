import type { TrackingPlan } from '@argus/tracking-plan';
import { MalformedItem } from '../body/parsed-body.type.js';
import { judgeEvent } from '../event/judge-event.js';
import type { EventStep } from '../ingest-request.type.js';

/** Judges an event by the contract and its payload by the tracking plan; all that is wrong is said at once. */
export function refuseInvalid(
  plan: { current: TrackingPlan },
  { skewUs, oldestUs }: { skewUs: number; oldestUs: (nowUs: number) => number },
): EventStep {
  return (arrival, { sender, body, receivedAtUs }) => {
    const { item } = arrival;
    if (item instanceof MalformedItem) {
      return { outcome: 'invalid', errors: [{ field: '', code: item.code, message: item.message }] };
    }
    const judged = judgeEvent(item, {
      plan: plan.current,
      mode: sender.settings.tracking_plan,
      strict: sender.settings.strict,
      allowedTypes: sender.settings.allowed_types,
      nowUs: receivedAtUs,
      skewUs,
      oldestUs: oldestUs(receivedAtUs),
      maxDepth: body.depth,
      mayHoldOddCharacters: body.mayHoldOddCharacters,
    });
    if (Array.isArray(judged)) return { outcome: 'invalid', errors: judged };
    arrival.event = judged.event;
    arrival.hasOwnTimestamp = judged.hasOwnTimestamp;
    arrival.warnings = judged.warnings;
    return undefined;
  };
}
