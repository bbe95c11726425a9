import type { Person } from '../world/people.js';
import { chance, exponential, pick, uuid, whole, type Random } from '../world/random.js';
import type { Page } from '../world/site.js';
import type { World } from '../world/world.js';
import type { Deed } from './deed.js';
import type { Dialect } from './dialect.js';

const MEAN_DEEDS = 7;
const MOST_DEEDS = 60;
const MEAN_PAUSE_MS = 12_000;
/** People need a moment; it also keeps one person's page views apart, which the bot rule counts by timestamp. */
const LEAST_PAUSE_MS = 400;

/** One session of one person: a walk over pages, with a pause for thought between any two deeds. */
export class Visit {
  readonly sessionId: string;
  readonly deeds: number;
  /** Which of the optional names the application behind this visit sends. */
  readonly sendsUser: boolean;
  readonly sendsSession: boolean;
  private done = 0;
  private page: Page;

  constructor(
    readonly person: Person,
    readonly dialect: Dialect,
    private readonly world: World,
    private readonly random: Random,
    mostDeeds = MOST_DEEDS,
  ) {
    this.sessionId = uuid(random);
    this.deeds = Math.min(mostDeeds, MOST_DEEDS, 1 + Math.floor(exponential(random, MEAN_DEEDS - 0.5)));
    this.sendsUser = dialect !== 'categorised' || chance(random, 0.5);
    this.sendsSession = dialect !== 'typed' || chance(random, 0.5);
    this.page = this.popularPage();
  }

  /** Deeds that are still to come. */
  get left(): number {
    return this.deeds - this.done;
  }

  /** Milliseconds until the next deed. */
  pause(): number {
    return LEAST_PAUSE_MS + Math.floor(exponential(this.random, MEAN_PAUSE_MS));
  }

  next(): Deed {
    const isArrival = this.done++ === 0;
    const roll = this.random.next();
    if (isArrival || roll < 0.55) {
      if (!isArrival) this.page = this.popularPage();
      return { kind: 'view', page: this.page };
    }
    if (roll < 0.62 && this.dialect === 'categorised') return this.submission();
    if (roll < 0.65 && this.dialect !== 'categorised') {
      return { kind: 'location', page: this.page, place: this.whereabouts() };
    }
    return { kind: 'click', page: this.page, element: pick(this.random, this.page.elements) };
  }

  private popularPage(): Page {
    const page = this.world.pages[this.world.popularity.draw(this.random)];
    if (page === undefined) throw new RangeError('the site has fewer pages than the popularity table');
    return page;
  }

  private submission(): Deed {
    const form = { first_name: this.person.firstName, last_name: this.person.lastName };
    return { kind: 'submit', page: this.page, form };
  }

  /** Somewhere within about a kilometre of home. */
  private whereabouts() {
    const { latitude, longitude } = this.person.home;
    const shift = () => (this.random.next() - 0.5) / 50;
    return {
      latitude: Number((latitude + shift()).toFixed(6)),
      longitude: Number((longitude + shift()).toFixed(6)),
      accuracy: whole(this.random, 5, 120),
    };
  }
}
