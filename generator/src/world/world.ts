import { People, type PeopleData, type Person } from './people.js';
import { whole, type Random } from './random.js';
import type { Page } from './site.js';
import { Zipf } from './zipf.js';

/** How many pages the site has. */
export const PAGES = 150;
/** Beyond this, people are drawn evenly within the rank's block, so that a population of millions costs no table. */
const RANKS = 10_000;

/** What was invented: plain data, most popular pages first. */
export interface WorldData extends PeopleData {
  pages: Page[];
}

/** Everything that stays while events come and go: the site, the people, and how popular and how active they are. */
export interface World {
  pages: Page[];
  people: People;
  popularity: Zipf;
  activity: Zipf;
}

export function openWorld(data: WorldData, users: number): World {
  return {
    pages: data.pages,
    people: new People(data, users),
    popularity: new Zipf(data.pages.length, 1.05),
    activity: new Zipf(Math.min(users, RANKS), 0.5),
  };
}

/** Somebody of the population: a few are here all the time, most now and then. */
export function somebody({ people, activity }: World, random: Random): Person {
  const rank = activity.draw(random);
  const block = Math.max(1, Math.floor(people.size / RANKS));
  return people.person(Math.min(people.size - 1, rank * block + whole(random, 0, block - 1)));
}
