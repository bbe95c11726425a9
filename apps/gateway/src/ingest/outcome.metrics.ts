import { Inject, Injectable } from '@nestjs/common';
import { OUTCOMES } from '@argus/contract';
import { Counter, type Registry } from '@argus/telemetry';
import { LedgerService } from '../ledger/ledger.service.js';
import { REGISTRY } from '../storage/tokens.js';

/** How all events ended, as the ledger knows it: read when somebody asks for metrics, so it costs an event nothing. */
@Injectable()
export class OutcomeMetrics {
  constructor(@Inject(REGISTRY) registry: Registry, ledger: LedgerService) {
    const counter: Counter<'outcome'> = new Counter({
      name: 'argus_events_total',
      help: 'Events since the beginning, by the outcome that each of them has reached by now.',
      labelNames: ['outcome'],
      registers: [registry],
      collect: () => {
        const { totals } = ledger.report();
        counter.reset();
        for (const outcome of OUTCOMES) counter.inc({ outcome }, totals[outcome]);
      },
    });
  }
}
