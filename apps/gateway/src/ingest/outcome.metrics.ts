import { Inject, Injectable } from '@nestjs/common';
import { OUTCOMES } from '@argus/contract';
import { Counter, type Registry } from '@argus/telemetry';
import { LedgerService } from '../ledger/ledger.service.js';
import { REGISTRY } from '../storage/tokens.js';

/** A counter never falls, and what is queued does; `argus_queue_rows` has it. */
const ENDS = OUTCOMES.filter((outcome) => outcome !== 'queued');

/** How all events ended, as the ledger knows it: read when somebody asks for metrics, so it costs an event nothing. */
@Injectable()
export class OutcomeMetrics {
  constructor(@Inject(REGISTRY) registry: Registry, ledger: LedgerService) {
    const received: Counter = new Counter({
      name: 'argus_events_received_total',
      help: 'Events of all requests that could be read, since the beginning.',
      registers: [registry],
      collect: () => {
        received.reset();
        received.inc(ledger.report().totals.received);
      },
    });
    const counter: Counter<'outcome' | 'payload'> = new Counter({
      name: 'argus_events_total',
      help:
        'Events since the beginning, by how they ended; what waits for ClickHouse has not ended yet. ' +
        'Duplicates also by whether their payload is that of the first one (same) or not (other).',
      labelNames: ['outcome', 'payload'],
      registers: [registry],
      collect: () => {
        const { totals } = ledger.report();
        counter.reset();
        for (const outcome of ENDS) if (outcome !== 'duplicate') counter.inc({ outcome }, totals[outcome]);
        // A part of the duplicates and no outcome of its own: as a label of theirs, the sums stay what they are.
        const { duplicate, conflicting } = totals;
        counter.inc({ outcome: 'duplicate', payload: 'same' }, duplicate - conflicting);
        counter.inc({ outcome: 'duplicate', payload: 'other' }, conflicting);
      },
    });
  }
}
