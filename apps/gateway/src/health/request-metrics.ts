import { Counter, Histogram, type Registry } from '@argus/telemetry';

/** Upper bounds of the buckets, in seconds. */
const BOUNDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15];
const SECONDS = 'argus_http_request_seconds';

/** The requests of one method to one route. */
class RouteTally {
  readonly statuses = new Map<number, number>();
  /** Of each bucket alone; beyond the last bound in none. */
  readonly buckets = new Float64Array(BOUNDS.length);
  count = 0;
  seconds = 0;

  constructor(
    readonly method: string,
    readonly route: string,
  ) {}

  add(status: number, seconds: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.count++;
    this.seconds += seconds;
    let at = 0;
    while (at < BOUNDS.length && seconds > (BOUNDS[at] as number)) at++;
    if (at < BOUNDS.length) (this.buckets[at] as number)++;
  }

  /** As the exposition has a histogram: each bucket holds those before it. */
  samples() {
    const { method, route } = this;
    const sample = (part: string, value: number, own: Record<string, string | number> = {}) => {
      return { metricName: `${SECONDS}_${part}`, value, labels: own, sharedLabels: { method, route } };
    };
    let below = 0;
    const buckets = BOUNDS.map((le, at) => sample('bucket', (below += this.buckets[at] as number), { le }));
    return [
      ...buckets,
      sample('bucket', this.count, { le: '+Inf' }),
      sample('sum', this.seconds),
      sample('count', this.count),
    ];
  }
}

/** A histogram that is kept elsewhere: it is asked only when somebody reads the metrics. */
class ReadHistogram extends Histogram<'method' | 'route'> {
  constructor(
    private readonly text: string,
    private readonly tallies: () => Iterable<RouteTally>,
  ) {
    super({ name: SECONDS, help: text, labelNames: ['method', 'route'], buckets: BOUNDS, registers: [] });
  }

  /** Where the library's registry and its own `get` take the samples from. */
  getForPromString() {
    const values = [...this.tallies()].flatMap((tally) => tally.samples());
    return Promise.resolve({ name: SECONDS, help: this.text, type: 'histogram', values, aggregator: 'sum' });
  }
}

/**
 * Counts requests by method, route and status, and how long they took. Plain numbers until the metrics are read: the
 * library makes objects of labels and a text of them for each observation, which is 3 microseconds of every request.
 */
export class RequestMetrics {
  readonly #tallies = new Map<string, RouteTally>();
  #last = new RouteTally('', '');

  constructor(registry: Registry) {
    const requests: Counter<'method' | 'route' | 'status'> = new Counter({
      name: 'argus_http_requests_total',
      help: 'Requests answered, by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
      collect: () => {
        requests.reset();
        for (const { method, route, statuses } of this.#tallies.values()) {
          for (const [status, count] of statuses) requests.inc({ method, route, status }, count);
        }
      },
    });
    const help = 'Time from the first byte of a request to the end of its answer.';
    registry.registerMetric(new ReadHistogram(help, () => this.#tallies.values()));
  }

  add(method: string, route: string, status: number, seconds: number): void {
    // Mostly it is the same route again.
    if (this.#last.method !== method || this.#last.route !== route) this.#last = this.#of(method, route);
    this.#last.add(status, seconds);
  }

  #of(method: string, route: string): RouteTally {
    const key = `${method} ${route}`;
    let tally = this.#tallies.get(key);
    if (!tally) this.#tallies.set(key, (tally = new RouteTally(method, route)));
    return tally;
  }
}
