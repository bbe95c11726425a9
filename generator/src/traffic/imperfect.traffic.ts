import { chance, pick, uuid, whole, type Random } from '../world/random.js';
import type { Page } from '../world/site.js';
import { write } from './dialect.js';
import type { InvalidKind } from './invalid.kinds.js';
import type { EventSource, Outgoing, ValidSource } from './source.js';

/** Page views with one timestamp that the gateway takes for a person's. */
const HUMAN_VIEWS = 10;
const BURST = { least: 12, most: 18, mean: 15 };

export interface Imperfections {
  /** Shares of all events, 0 to 1. */
  invalid: number;
  bots: number;
  kinds: readonly InvalidKind[];
  pages: readonly Page[];
  /** How many events there will be altogether; undefined: without end. */
  total: number | undefined;
}

/** Mixes invalid events and bots that tear through the site into valid traffic. */
export class ImperfectTraffic implements EventSource {
  private readonly startsBurst: number;
  private readonly spoils: number;
  private burst: Outgoing[] = [];
  private made = 0;
  private lastMs = 0;

  constructor(
    private readonly valid: ValidSource,
    private readonly random: Random,
    private readonly options: Imperfections,
  ) {
    // A burst stands for many events, so it begins that much more rarely for bots to have just their share.
    const { invalid, bots } = options;
    this.startsBurst = bots / (BURST.mean * (1 - bots) + bots);
    this.spoils = bots < 1 ? Math.min(1, invalid / (1 - bots)) : 0;
  }

  next(timeMs: number, isPlain: boolean): Outgoing | undefined {
    if (this.made === this.options.total) return undefined;
    const outgoing = (isPlain ? undefined : this.misbehave(timeMs)) ?? this.behave(timeMs, isPlain);
    if (outgoing) this.made++;
    return outgoing;
  }

  private misbehave(timeMs: number): Outgoing | undefined {
    const begun = this.burst.pop();
    if (begun) return begun;
    return chance(this.random, this.startsBurst) ? this.beginBurst(this.lastMs || timeMs) : undefined;
  }

  private behave(timeMs: number, isPlain: boolean): Outgoing | undefined {
    const happened = this.valid.next(timeMs);
    // Where a total was promised, bots make up what chance left missing.
    if (!happened) return this.options.total === undefined ? undefined : this.beginBurst(this.lastMs);
    this.lastMs = happened.atMs;
    if (isPlain || !chance(this.random, this.spoils)) return { event: happened.event, expected: 'accepted' };
    return { event: pick(this.random, this.options.kinds).spoil(happened.event), expected: 'invalid' };
  }

  /** One user, one timestamp, more page views than a person can make: the gateway drops those beyond the tenth. */
  private beginBurst(atMs: number): Outgoing | undefined {
    const length = whole(this.random, BURST.least, BURST.most);
    const userId = `bot-${uuid(this.random).slice(0, 8)}`;
    for (let nth = length; nth >= 1; nth--) {
      const deed = { kind: 'view', page: pick(this.random, this.options.pages) } as const;
      const stamp = { eventId: uuid(this.random), userId, sessionId: undefined, timestampUs: Math.floor(atMs) * 1_000 };
      this.burst.push({ event: write('flat', deed, stamp), expected: nth > HUMAN_VIEWS ? 'bot' : 'accepted' });
    }
    return this.burst.pop();
  }
}
