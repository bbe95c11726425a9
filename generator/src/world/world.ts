import { Faker, en } from '@faker-js/faker';
import { People, type Person } from './people.js';
import { whole, type Random } from './random.js';
import { buildSite, type Page } from './site.js';
import { Zipf } from './zipf.js';

const PAGES = 150;
/** Beyond this, people are drawn evenly within the rank's block, so that a population of millions costs no table. */
const RANKS = 10_000;

/** Everything that stays while events come and go: the site, the people, and how popular and how active they are. */
export interface World {
  pages: Page[];
  people: People;
  popularity: Zipf;
  activity: Zipf;
}

/** The same seed and number of users make the same world. */
export function buildWorld(seed: number, users: number): World {
  const faker = new Faker({ locale: en, seed });
  return {
    pages: buildSite(faker, PAGES),
    people: new People(faker, users),
    popularity: new Zipf(PAGES, 1.05),
    activity: new Zipf(Math.min(users, RANKS), 0.5),
  };
}

/** Somebody of the population: a few are here all the time, most now and then. */
export function somebody({ people, activity }: World, random: Random): Person {
  const rank = activity.draw(random);
  const block = Math.max(1, Math.floor(people.size / RANKS));
  return people.person(Math.min(people.size - 1, rank * block + whole(random, 0, block - 1)));
}
