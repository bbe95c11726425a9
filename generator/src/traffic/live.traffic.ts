import TinyQueue from 'tinyqueue';
import { chance, exponential, pick, uuid, type Random } from '../world/random.js';
import { somebody, type World } from '../world/world.js';
import { write, type Dialect } from './dialect.js';
import type { Happened, ValidSource } from './source.js';
import { Visit } from './visit.js';

/** Visits that one person may have open at once (phone and desk), which bounds how many there are. */
const VISITS_PER_PERSON = 2;
const MEAN_LATENESS_MS = 6 * 3_600_000;

export interface LiveTrafficOptions {
  dialects: readonly Dialect[];
  /** Share of events that arrive late: with a timestamp of minutes to days ago. */
  late: number;
  /** Milliseconds between two events. */
  stepMs: number;
}

/**
 * Events at whatever rate they are asked for. Of the open visits the one acts whose pause is over; when none is due, somebody
 * new arrives: so the number of visits settles by itself at rate x pause, and sessions look like sessions at any rate.
 * Who acts is decided by a clock of its own that ticks once an event, so that a seed replays whatever the real clock does.
 */
export class LiveTraffic implements ValidSource {
  private readonly waiting = new TinyQueue<{ visit: Visit; dueMs: number }>([], (a, b) => a.dueMs - b.dueMs);
  private readonly mostVisits: number;
  private ticks = 0;

  constructor(
    private readonly world: World,
    private readonly random: Random,
    private readonly options: LiveTrafficOptions,
  ) {
    this.mostVisits = world.people.size * VISITS_PER_PERSON;
  }

  next(timeMs: number): Happened {
    const clockMs = this.ticks++ * this.options.stepMs;
    const visit = this.whoActs(clockMs);
    const deed = visit.next();
    if (visit.left > 0) this.waiting.push({ visit, dueMs: clockMs + visit.pause() });
    const event = write(visit.dialect, deed, {
      eventId: uuid(this.random),
      userId: visit.sendsUser ? visit.person.userId : undefined,
      sessionId: visit.sendsSession ? visit.sessionId : undefined,
      timestampUs: this.timestampUs(visit.dialect, timeMs),
    });
    return { event, atMs: timeMs };
  }

  private whoActs(clockMs: number): Visit {
    const first = this.waiting.peek();
    if (first && (first.dueMs <= clockMs || this.waiting.length >= this.mostVisits)) {
      this.waiting.pop();
      return first.visit;
    }
    return new Visit(
      somebody(this.world, this.random),
      pick(this.random, this.options.dialects),
      this.world,
      this.random,
    );
  }

  /** The `typed` dialect names no time, so that the gateway's own is used too, unless the event is a late one. */
  private timestampUs(dialect: Dialect, timeMs: number): number | undefined {
    if (this.options.late > 0 && chance(this.random, this.options.late)) {
      return Math.floor((timeMs - 60_000 - exponential(this.random, MEAN_LATENESS_MS)) * 1_000);
    }
    return dialect === 'typed' ? undefined : Math.floor(timeMs * 1_000);
  }
}
