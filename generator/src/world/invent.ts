import { Faker, en } from '@faker-js/faker';
import { inventSite } from './invent.site.js';
import type { Place } from './people.js';
import { PAGES, type WorldData } from './world.js';

const CITIES: [latitude: number, longitude: number][] = [
  [52.52, 13.405],
  [51.507, -0.128],
  [40.713, -74.006],
  [-23.551, -46.633],
  [35.676, 139.65],
  [-33.869, 151.209],
  [6.524, 3.379],
  [19.076, 72.878],
  [48.857, 2.352],
  [37.775, -122.419],
];

function placeNearACity(faker: Faker): Place {
  const origin = faker.helpers.arrayElement(CITIES);
  const [latitude, longitude] = faker.location.nearbyGPSCoordinate({ origin, radius: 25, isMetric: true });
  return { latitude, longitude, accuracy: faker.number.int({ min: 5, max: 120 }) };
}

/**
 * Lets Faker invent pages, names and places, once: it is far too slow to be asked per event, and far too large for a
 * browser, which gets the result as JSON. Numbers of items without a common divisor make the mixtures last.
 */
export function inventWorld(seed: number): WorldData {
  const faker = new Faker({ locale: en, seed });
  return {
    pages: inventSite(faker, PAGES),
    firstNames: faker.helpers.multiple(() => faker.person.firstName(), { count: 331 }),
    lastNames: faker.helpers.multiple(() => faker.person.lastName(), { count: 467 }),
    places: faker.helpers.multiple(() => placeNearACity(faker), { count: 401 }),
  };
}
