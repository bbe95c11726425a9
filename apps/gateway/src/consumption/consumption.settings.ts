/** How fast the queue is drained into ClickHouse, as an operator sets it. */
export interface ConsumptionSettings {
  /** Nothing is delivered while true; the queue absorbs what comes. */
  paused: boolean;
  /** Events and errors a second; null: as fast as ClickHouse takes them. */
  max_events_per_second: number | null;
}

export const UNLIMITED: ConsumptionSettings = { paused: false, max_events_per_second: null };
