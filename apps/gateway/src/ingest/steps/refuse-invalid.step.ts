import { MalformedItem, SpanBody } from '../body/parsed-body.js';
import { judgeEvent } from '../event/judge-event.js';
import { type ScannedRules, judgeScanned } from '../event/judge-scanned.js';
import type { EventStep } from '../ingest-request.type.js';

/**
 * Judges an event by the contract and its payload by the tracking plan; all that is wrong is said at once. Most events are
 * judged where they lie in the body; whatever is not clearly right there is parsed.
 */
export function refuseInvalid(rules: ScannedRules): EventStep {
  return (arrival, request) => {
    const { body, index } = arrival;
    const isFound = body instanceof SpanBody && body.isScanned(index);
    if (isFound && judgeScanned(arrival, body, rules, request)) return undefined;
    const { item } = arrival;
    if (item instanceof MalformedItem) {
      return { outcome: 'invalid', errors: [{ field: '', code: item.code, message: item.message }] };
    }
    const { settings } = request.sender;
    const judged = judgeEvent(item, {
      plan: rules.plan.current,
      mode: settings.tracking_plan,
      strict: settings.strict,
      allowedTypes: settings.allowed_types,
      nowUs: request.receivedAtUs,
      skewUs: rules.skewUs,
      oldestUs: rules.oldestUs(request.receivedAtUs),
      maxDepth: body.depth,
      mayHoldOddCharacters: body.mayHoldOddCharacters,
    });
    if (Array.isArray(judged)) return { outcome: 'invalid', errors: judged };
    arrival.take(judged);
    return undefined;
  };
}
