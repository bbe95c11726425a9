import type { EventRow } from '@argus/contract';

export interface TimelineStep {
  event: EventRow;
  /** Milliseconds since the event before; 0 for the first. */
  gapMs: number;
  /** The visitor was away so long that another visit seems to begin. */
  isPause: boolean;
}

/** A silence after which one speaks of another visit, as web analytics do. */
const PAUSE_MS = 30 * 60_000;

/** The events of a session in order with the time between them. */
export function toTimeline(events: readonly EventRow[]): TimelineStep[] {
  return events.map((event, index) => {
    const before = events[index - 1];
    const gapMs = before ? Date.parse(event.timestamp) - Date.parse(before.timestamp) : 0;
    return { event, gapMs, isPause: gapMs >= PAUSE_MS };
  });
}
