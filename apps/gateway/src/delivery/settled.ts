import type { Cut } from '@argus/queue';
import type { Diverted } from './batch.deliverer.js';

/** A range of which every row is stored or diverted. */
export interface Settled {
  cut: Cut;
  /** Events in it, by source. */
  events: Record<string, number>;
  diverted: Diverted[];
}
