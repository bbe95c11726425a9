import { Inject, Injectable } from '@nestjs/common';
import {
  type ActivesPerBucketRow,
  type BucketParts,
  type BucketFactRow,
  type CellKind,
  type CellRange,
  type FingerprintCells,
  type Sources,
  type TimeRange,
  activesPerBucket,
  activesPerHour,
  activesPerMinute,
} from '@argus/clickhouse';
import { CLOCK, type Clock } from '../../storage/tokens.js';
import { Reader } from '../reader.service.js';
import { type ActivesPlan, type PartedBucket, type Slot, planActives } from './actives.plan.js';
import { RememberedCounts } from './remembered-counts.js';
import type { SeriesRequest } from './timeseries.service.js';

const DAY = 86_400;
const SHORT_US = 2 * DAY * 1e6;
/** A cell has up to 120 numbers, so this is 5 MB at most. */
const MOST_CELLS = 4_000;
const MOST_BUCKETS = 20_000;

/** Distinct people of one cell's slots. */
interface CellCounts {
  users: readonly number[];
  sessions: readonly number[];
}

type Counts = Pick<ActivesPerBucketRow, 'users' | 'sessions'>;

/** The present fingerprint of a cell; empty where it has no rows. */
type Fingerprints = (kind: CellKind, cell: number) => string;

/** Asks for what is to be known of the buckets, and the fingerprints of these cells with it. */
export type AskFacts = (cells: FingerprintCells) => Promise<BucketFactRow[]>;

const NOBODY = { users: 0, sessions: 0 };

/** Distinct users and sessions per bucket; hours and days whose rows are the same as before are not counted again. */
@Injectable()
export class Actives {
  readonly #cells = new RememberedCounts<CellCounts>(MOST_CELLS);
  readonly #buckets = new RememberedCounts<Counts>(MOST_BUCKETS);

  /** Whether the raw events of the running minute were needed lately: then they are asked for at once. */
  #readsRunning = false;

  constructor(
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What `askFacts` answered, and who was there; buckets where nobody was may be missing. */
  async perBucket(
    { buckets, range, interval, filter }: SeriesRequest,
    askFacts: AskFacts,
  ): Promise<[BucketFactRow[], ActivesPerBucketRow[]]> {
    const { sources } = filter;
    const { parted, ...slots } = planActives(buckets, range, interval, this.#openSecond(range));
    const whole = { ...slots, parted: parted.filter(({ parts }) => parts.edges.length === 0) };
    const cut = parted.filter(({ parts }) => parts.edges.length > 0);
    const kind = interval === 'minute' ? 'hour' : 'day';
    const countWhole = async (): Promise<[BucketFactRow[], ActivesPerBucketRow[]]> => {
      const facts = await askFacts(fingerprintCells(kind, whole));
      return [facts, await this.#whole(whole, { kind, sources, facts })];
    };
    const [[facts, rows], ofCut] = await Promise.all([countWhole(), cut.length > 0 ? this.#cut(cut, sources) : []]);
    return [facts, [...rows, ...ofCut]];
  }

  /** Buckets with edges. That people are seen later than a series ends is rare, and then so for every one of its kind. */
  async #cut(cut: readonly PartedBucket[], sources: Sources): Promise<ActivesPerBucketRow[]> {
    const readRunning = this.#readsRunning;
    const rows = await this.reader.ask(activesPerBucket(joined(cut), sources, readRunning));
    this.#readsRunning = rows.some(({ is_unsure }) => is_unsure);
    if (readRunning || !this.#readsRunning) return rows;
    return this.reader.ask(activesPerBucket(joined(cut), sources, true));
  }

  /** From where on hours are taken from the hours' own table: a short series then asks one table only. */
  #openSecond({ fromUs, toUs }: TimeRange): number {
    return toUs - fromUs <= SHORT_US ? 0 : Math.floor(this.clock() / 1000 / DAY) * DAY;
  }

  /** Buckets without edges: what is remembered of them, and the others counted. */
  async #whole(
    { slots, shift, parted }: ActivesPlan,
    { kind, sources, facts }: { kind: CellKind; sources: Sources; facts: readonly BucketFactRow[] },
  ): Promise<ActivesPerBucketRow[]> {
    const cells = cellsOf(slots);
    const known = new Map(facts.map((row) => [`${row.kind} ${row.at}`, row.fingerprint]));
    const fingerprints: Fingerprints = (of, cell) => known.get(`${of} ${cell}`) ?? '';
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

  async #slots(
    cells: readonly number[],
    ask: { kind: CellKind; shift: number; sources: Sources; fingerprints: Fingerprints },
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

const cellsOf = (slots: readonly Slot[]): number[] => [...new Set(slots.map(({ cell }) => cell))];

/** Of which cells the fingerprints are needed: those of the slots, which are of one kind, and of all parts. */
function fingerprintCells(kind: CellKind, { slots, parted }: ActivesPlan): FingerprintCells {
  const { minutes, quarters } = joined(parted);
  const cells = cellsOf(slots);
  return {
    hour: rangeOf([...(kind === 'hour' ? cells : []), ...minutes.map(({ cell }) => cell)]),
    day: rangeOf([...(kind === 'day' ? cells : []), ...quarters.map(({ cell }) => cell)]),
  };
}

function rangeOf(cells: readonly number[]): CellRange | undefined {
  if (cells.length === 0) return undefined;
  const sorted = [...cells].sort((a, b) => a - b);
  return { first: sorted[0] ?? 0, last: sorted.at(-1) ?? 0 };
}
