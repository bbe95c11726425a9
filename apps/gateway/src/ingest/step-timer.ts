import { Histogram, type Registry } from '@argus/telemetry';
import type { EventStep } from './ingest-request.type.js';

/** One request of so many is timed: two clock reads around every step would cost more than some of the steps. */
const SAMPLE_EVERY = 128;

/** Times the steps of the pipeline by name, on a sample of the requests. */
export class StepTimer {
  #requests = 0;
  readonly #histogram: Histogram<'step'>;

  constructor(registry: Registry) {
    this.#histogram = new Histogram({
      name: 'argus_ingest_step_seconds',
      help: `Time that one event spends in a step of the pipeline, from one request in ${SAMPLE_EVERY}.`,
      labelNames: ['step'],
      buckets: [1e-7, 2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 1e-4, 1e-3, 1e-2],
      registers: [registry],
    });
  }

  /** Whether this request is one of the sample. */
  isSampled(): boolean {
    return this.#requests++ % SAMPLE_EVERY === 0;
  }

  /** The step, timed. */
  timed(name: string, step: EventStep): EventStep {
    return (arrival, request) => {
      const begun = performance.now();
      const verdict = step(arrival, request);
      this.#histogram.observe({ step: name }, (performance.now() - begun) / 1_000);
      return verdict;
    };
  }
}
