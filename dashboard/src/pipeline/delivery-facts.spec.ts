import { expect, it } from '@jest/globals';
import { deliveryFacts } from './delivery-facts.js';
import { parseMetrics } from './metric-text.js';

const TEXT = `argus_rows_stored_total{table="events"} 90
argus_rows_stored_total{table="errors"} 10
argus_insert_seconds_sum{table="events"} 3
argus_insert_seconds_count{table="events"} 6
argus_circuit_open 1`;

it('[E1] tells what the actors do, from the metrics', () => {
  const facts = deliveryFacts(parseMetrics(TEXT), (name) => (name === 'argus_rows_stored_total' ? 12.4 : undefined));
  const texts = Object.fromEntries(facts.map((fact) => [fact.term, fact.text]));
  expect(texts).toMatchObject({
    'Doing now': 'waiting for events',
    'Stored a second': '12',
    'Rows stored': '100',
    'One insert takes': '0.5s',
    'Received to stored': 'none yet',
    Retries: '0',
  });
  expect(facts.filter((fact) => fact.isWorry).map((fact) => fact.term)).toEqual(['Circuit']);
});
