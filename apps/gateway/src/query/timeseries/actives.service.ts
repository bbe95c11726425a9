import { Inject, Injectable } from '@nestjs/common';
import {
  type ActivesPerBucketRow,
  type BucketParts,
  type CellRange,
  type Sources,
  activesPerBucket,
  activesPerHour,
  activesPerMinute,
  activityFingerprints,
} from '@argus/clickhouse';
import { CLOCK, type Clock } from '../../storage/tokens.js';
import { Reader } from '../reader.service.js';
import { type ActivesPlan, type PartedBucket, planActives } from './actives.plan.js';
import { RememberedCounts } from './remembered-counts.js';
import type { Interval } from './time-buckets.js';
import type { SeriesRequest } from './timeseries.service.js';

const DAY = 86_400;
/** A cell has up to 120 numbers, so this is 5 MB at most. */
const MOST_CELLS = 4_000;
const MOST_BUCKETS = 20_000;

/** Distinct people of one cell's slots. */
interface CellCounts {
  users: readonly number[];
  sessions: readonly number[];
}

type Counts = Omit<ActivesPerBucketRow, 'bucket'>;

/** The present fingerprint of a cell; empty where it has no rows. */
type Fingerprints = (kind: 'hour' | 'day', cell: number) => string;

const NOBODY = { users: 0, sessions: 0 };

/** Distinct users and sessions per bucket; hours and days whose rows are the same as before are not counted again. */
@Injectable()
export class Actives {
  readonly #cells = new RememberedCounts<CellCounts>(MOST_CELLS);
  readonly #buckets = new RememberedCounts<Counts>(MOST_BUCKETS);

  constructor(
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Buckets where nobody was may be missing in the answer. */
  async perBucket({ buckets, range, interval, filter }: SeriesRequest): Promise<ActivesPerBucketRow[]> {
    const { sources } = filter;
    const openSecond = Math.floor(this.clock() / 1000 / DAY) * DAY;
    const plan = planActives(buckets, range, interval, openSecond);
    const whole = plan.parted.filter(({ parts }) => parts.edges.length === 0);
    const cut = plan.parted.filter(({ parts }) => parts.edges.length > 0);
    const [rows, ofCut] = await Promise.all([
      this.#whole({ ...plan, parted: whole }, interval, sources),
      cut.length > 0 ? this.reader.ask(activesPerBucket(joined(cut), sources)) : [],
    ]);
    return [...rows, ...ofCut];
  }

  /** Buckets without edges: what is remembered of them, and the others counted. */
  async #whole(plan: ActivesPlan, interval: Interval, sources: Sources): Promise<ActivesPerBucketRow[]> {
    const { slots, shift, parted } = plan;
    const kind = interval === 'minute' ? 'hour' : 'day';
    const cells = [...new Set(slots.map(({ cell }) => cell))];
    const fingerprints = await this.#fingerprints(kind, cells, parted, sources);
    const [ofSlots, ofParted] = await Promise.all([
      this.#slots(cells, { kind, shift, sources, fingerprints }),
      this.#parted(parted, fingerprints, sources),
    ]);
    const rows = slots.map(({ bucket, cell, slot }) => {
      const counts = ofSlots.get(cell);
      return { bucket, users: counts?.users[slot] ?? 0, sessions: counts?.sessions[slot] ?? 0 };
    });
    return [...rows, ...ofParted];
  }

  async #fingerprints(
    kind: 'hour' | 'day',
    cells: readonly number[],
    parted: readonly PartedBucket[],
    sources: Sources,
  ): Promise<Fingerprints> {
    const { minutes, quarters } = joined(parted);
    const hours = rangeOf([...(kind === 'hour' ? cells : []), ...minutes.map(({ cell }) => cell)]);
    const days = rangeOf([...(kind === 'day' ? cells : []), ...quarters.map(({ cell }) => cell)]);
    const rows = hours || days ? await this.reader.ask(activityFingerprints({ hours, days }, sources)) : [];
    const known = new Map(rows.map((row) => [`${row.kind} ${row.cell}`, row.fingerprint]));
    return (of, cell) => known.get(`${of} ${cell}`) ?? '';
  }

  async #slots(
    cells: readonly number[],
    ask: { kind: 'hour' | 'day'; shift: number; sources: Sources; fingerprints: Fingerprints },
  ): Promise<Map<number, CellCounts>> {
    const { kind, shift, sources, fingerprints } = ask;
    const keyOf = (cell: number): string => JSON.stringify([kind, cell, shift, sourcesKey(sources)]);
    const found = new Map<number, CellCounts>();
    const missing: number[] = [];
    for (const cell of cells) {
      const fingerprint = fingerprints(kind, cell);
      const known = fingerprint && this.#cells.get(keyOf(cell), fingerprint);
      if (known) found.set(cell, known);
      else if (fingerprint) missing.push(cell);
    }
    if (missing.length === 0) return found;
    const asked = { cells: missing, sources };
    const rows = await this.reader.ask(kind === 'hour' ? activesPerMinute(asked) : activesPerHour({ ...asked, shift }));
    const counts = new Map(rows.map((row) => [`${row.kind} ${row.cell}`, row.counts]));
    for (const cell of missing) {
      const value = { users: counts.get(`users ${cell}`) ?? [], sessions: counts.get(`sessions ${cell}`) ?? [] };
      this.#cells.set(keyOf(cell), fingerprints(kind, cell), value);
      found.set(cell, value);
    }
    return found;
  }

  async #parted(
    parted: readonly PartedBucket[],
    fingerprints: Fingerprints,
    sources: Sources,
  ): Promise<ActivesPerBucketRow[]> {
    const rows: ActivesPerBucketRow[] = [];
    const missing: (PartedBucket & { key: string; fingerprint: string })[] = [];
    for (const { bucket, parts } of parted) {
      const key = JSON.stringify([shapeOf(parts), sourcesKey(sources)]);
      const fingerprint = [
        ...parts.quarters.map(({ cell }) => fingerprints('day', cell)),
        ...parts.minutes.map(({ cell }) => fingerprints('hour', cell)),
      ].join();
      const known = this.#buckets.get(key, fingerprint);
      if (known) rows.push({ bucket, ...known });
      // Commas alone: none of its cells has a row.
      else if (/[^,]/.test(fingerprint)) missing.push({ bucket, parts, key, fingerprint });
    }
    if (missing.length === 0) return rows;
    const counted = await this.reader.ask(activesPerBucket(joined(missing), sources));
    const countsOf = new Map(counted.map((row) => [row.bucket, row]));
    for (const { bucket, key, fingerprint } of missing) {
      const { users, sessions } = countsOf.get(bucket) ?? NOBODY;
      this.#buckets.set(key, fingerprint, { users, sessions });
      rows.push({ bucket, users, sessions });
    }
    return rows;
  }
}

const sourcesKey = (sources: Sources): readonly string[] | null => (sources ? [...new Set(sources)].sort() : null);

/** The parts without the number that the bucket has in this very request. */
const shapeOf = ({ quarters, minutes }: BucketParts): number[][][] =>
  [quarters, minutes].map((parts) => parts.map(({ cell, from, to }) => [cell, from, to]));

const joined = (parted: readonly PartedBucket[]): BucketParts => ({
  quarters: parted.flatMap(({ parts }) => parts.quarters),
  minutes: parted.flatMap(({ parts }) => parts.minutes),
  edges: parted.flatMap(({ parts }) => parts.edges),
});

function rangeOf(cells: readonly number[]): CellRange | undefined {
  if (cells.length === 0) return undefined;
  const sorted = [...cells].sort((a, b) => a - b);
  return { first: sorted[0] ?? 0, last: sorted.at(-1) ?? 0 };
}
