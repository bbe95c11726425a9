import { Counter, Gauge, Histogram, type Registry } from '@argus/telemetry';

const SECONDS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 300, 3_600];

/** What delivery shows of itself. */
export class DeliveryMetrics {
  readonly inserts: Counter<'table' | 'result'>;
  readonly rows: Counter<'table'>;
  readonly retries: Counter<'code'>;
  readonly splits: Counter;
  readonly poison: Counter;
  readonly doubts: Counter<'verdict'>;
  readonly lostThreads: Counter;
  readonly actors: Gauge;
  readonly busy: Gauge<'task'>;
  readonly messages: Counter<'task'>;
  readonly inFlight: Gauge;
  readonly circuitOpen: Gauge;
  readonly insertSeconds: Histogram<'table'>;
  readonly lagSeconds: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.inserts = new Counter({
      name: 'argus_inserts_total',
      help: 'Inserts sent to ClickHouse, by table and whether they were stored, refused, or unanswered.',
      labelNames: ['table', 'result'],
      registers,
    });
    this.rows = new Counter({
      name: 'argus_rows_stored_total',
      help: 'Rows that ClickHouse has stored.',
      labelNames: ['table'],
      registers,
    });
    this.retries = new Counter({
      name: 'argus_insert_retries_total',
      help: 'Inserts that were sent again, by the ClickHouse code of the failure; none: no answer came.',
      labelNames: ['code'],
      registers,
    });
    this.splits = new Counter({
      name: 'argus_batch_splits_total',
      help: 'Batches that were halved because ClickHouse refused their data or their size.',
      registers,
    });
    this.poison = new Counter({
      name: 'argus_poison_rows_total',
      help: 'Rows that ClickHouse refused for their data; they are in the errors.',
      registers,
    });
    this.doubts = new Counter({
      name: 'argus_batches_in_doubt_total',
      help: 'Batches whose fate was asked of the raw table, by what it said.',
      labelNames: ['verdict'],
      registers,
    });
    this.lostThreads = new Counter({
      name: 'argus_worker_threads_lost_total',
      help: 'Worker threads that died or hung and were replaced.',
      registers,
    });
    this.actors = new Gauge({
      name: 'argus_actors',
      help: 'Worker threads that carry batches to ClickHouse.',
      registers,
    });
    this.busy = new Gauge({
      name: 'argus_actors_busy',
      help: 'Actors at work, and messages that wait for one, by task: prepare encodes a batch, insert sends it, poison sets bad rows apart.',
      labelNames: ['task'],
      registers,
    });
    this.messages = new Counter({
      name: 'argus_actor_messages_total',
      help: 'Messages that actors were given, by task.',
      labelNames: ['task'],
      registers,
    });
    this.inFlight = new Gauge({
      name: 'argus_insert_rows_in_flight',
      help: 'Rows of the batch that is being inserted.',
      registers,
    });
    this.circuitOpen = new Gauge({
      name: 'argus_circuit_open',
      help: '1 while only probes go to ClickHouse.',
      registers,
    });
    this.insertSeconds = new Histogram({
      name: 'argus_insert_seconds',
      help: 'Time of one insert that was stored.',
      labelNames: ['table'],
      buckets: SECONDS,
      registers,
    });
    this.lagSeconds = new Histogram({
      name: 'argus_delivery_lag_seconds',
      help: 'From the durable append of the oldest event of a batch until ClickHouse has it.',
      buckets: SECONDS,
      registers,
    });
  }
}
