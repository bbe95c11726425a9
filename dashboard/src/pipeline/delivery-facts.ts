import { formatDuration } from '../format/duration.format.js';
import { formatCount } from '../format/number.format.js';
import { sumOf, type MetricSample } from './metric-text.js';

export interface DeliveryFact {
  term: string;
  text: string;
  /** Something that an operator should look at. */
  isWorry?: boolean;
}

/** What the actors do and have done since the gateway started; `rate` gives a counter's growth a second, where known. */
export function deliveryFacts(
  samples: readonly MetricSample[],
  rate: (name: string) => number | undefined,
): DeliveryFact[] {
  const count = (name: string) => sumOf(samples, name) ?? 0;
  const mean = (name: string) => {
    const times = count(`${name}_count`);
    return times > 0 ? formatDuration((count(`${name}_sum`) / times) * 1_000) : 'none yet';
  };
  const rowsPerSecond = rate('argus_rows_stored_total');
  const inFlight = count('argus_insert_rows_in_flight');
  const retries = count('argus_insert_retries_total');
  const poison = count('argus_poison_rows_total');
  const lost = count('argus_worker_threads_lost_total');
  const isOpen = count('argus_circuit_open') > 0;
  return [
    { term: 'Doing now', text: inFlight > 0 ? `inserting ${formatCount(inFlight)} rows` : 'waiting for events' },
    {
      term: 'Stored a second',
      text: rowsPerSecond === undefined ? 'known at the next refresh' : formatCount(Math.round(rowsPerSecond)),
    },
    { term: 'Rows stored', text: formatCount(count('argus_rows_stored_total')) },
    { term: 'Inserts', text: formatCount(count('argus_inserts_total')) },
    { term: 'One insert takes', text: mean('argus_insert_seconds') },
    { term: 'Received to stored', text: mean('argus_delivery_lag_seconds') },
    { term: 'Retries', text: formatCount(retries), isWorry: retries > 0 },
    { term: 'Poisonous rows', text: formatCount(poison), isWorry: poison > 0 },
    { term: 'Actors replaced', text: formatCount(lost), isWorry: lost > 0 },
    { term: 'Circuit', text: isOpen ? 'open: only probes go to ClickHouse' : 'closed', isWorry: isOpen },
  ];
}
