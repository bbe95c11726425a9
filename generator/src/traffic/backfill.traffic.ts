import TinyQueue from 'tinyqueue';
import { pick, uuid, type Random } from '../world/random.js';
import { somebody, type World } from '../world/world.js';
import { write, type Dialect } from './dialect.js';
import { Rhythm } from './rhythm.js';
import type { Happened, ValidSource } from './source.js';
import { Visit } from './visit.js';

/** Nobody arrives this shortly before the end, so that the last visits are not squeezed into one moment. */
const LAST_CALL_MS = 60_000;

export interface BackfillOptions {
  /** How many events there will be, exactly. */
  events: number;
  /** From inclusive, to exclusive; milliseconds since the epoch. */
  fromMs: number;
  toMs: number;
  dialects: readonly Dialect[];
}

interface OpenVisit {
  visit: Visit;
  nextMs: number;
}

/**
 * The traffic of a period in the past, in order of time: visits begin by the rhythm of day and week, and what happens in
 * them is merged. Only open visits are held, so millions of events take no more memory than thousands.
 */
export class BackfillTraffic implements ValidSource {
  private readonly open = new TinyQueue<OpenVisit>([], (a, b) => a.nextMs - b.nextMs);
  private readonly rhythm: Rhythm;
  private planned = 0;
  private arrival: OpenVisit | undefined;

  constructor(
    private readonly world: World,
    private readonly random: Random,
    private readonly options: BackfillOptions,
  ) {
    const { fromMs, toMs } = options;
    this.rhythm = new Rhythm(fromMs, toMs - Math.min(LAST_CALL_MS, (toMs - fromMs) / 2));
    this.arrival = this.planVisit();
  }

  next(): Happened | undefined {
    const earliest = this.open.peek();
    if (this.arrival && (!earliest || this.arrival.nextMs <= earliest.nextMs)) {
      this.open.push(this.arrival);
      this.arrival = this.planVisit();
    }
    const turn = this.open.pop();
    return turn && this.act(turn);
  }

  private act({ visit, nextMs }: OpenVisit): Happened {
    const deed = visit.next();
    if (visit.left > 0) this.open.push({ visit, nextMs: this.after(nextMs, visit) });
    const event = write(visit.dialect, deed, {
      eventId: uuid(this.random),
      userId: visit.sendsUser ? visit.person.userId : undefined,
      sessionId: visit.sendsSession ? visit.sessionId : undefined,
      timestampUs: Math.floor(nextMs * 1_000),
    });
    return { event, atMs: nextMs };
  }

  /** The pause, but never past the end of the period: what is left of a visit then shares what is left of the time. */
  private after(nowMs: number, visit: Visit): number {
    const share = (this.options.toMs - nowMs) / (visit.left + 1);
    return nowMs + Math.min(visit.pause(), share);
  }

  /** The share of all events that the visits before this one hold is the share of the period at which it begins. */
  private planVisit(): OpenVisit | undefined {
    const left = this.options.events - this.planned;
    if (left <= 0) return undefined;
    const share = (this.planned + this.random.next()) / this.options.events;
    const dialect = pick(this.random, this.options.dialects);
    const visit = new Visit(somebody(this.world, this.random), dialect, this.world, this.random, left);
    this.planned += visit.deeds;
    return { visit, nextMs: this.rhythm.moment(Math.min(share, 1)) };
  }
}
