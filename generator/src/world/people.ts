import type { Faker } from '@faker-js/faker';

/** A place as a browser's geolocation tells it: degrees, and the radius of uncertainty in metres. */
export interface Place {
  latitude: number;
  longitude: number;
  accuracy: number;
}

export interface Person {
  userId: string;
  firstName: string;
  lastName: string;
  home: Place;
}

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
 * A population of any size in constant memory: Faker makes a few hundred names and places once (it is far too slow to be
 * asked per event), and person `n` is always the same mixture of them.
 */
export class People {
  private readonly firstNames: string[];
  private readonly lastNames: string[];
  private readonly places: Place[];

  constructor(
    faker: Faker,
    readonly size: number,
  ) {
    this.firstNames = faker.helpers.multiple(() => faker.person.firstName(), { count: 331 });
    this.lastNames = faker.helpers.multiple(() => faker.person.lastName(), { count: 467 });
    this.places = faker.helpers.multiple(() => placeNearACity(faker), { count: 401 });
  }

  person(n: number): Person {
    const firstName = this.firstNames[n % this.firstNames.length] ?? '';
    const lastName = this.lastNames[n % this.lastNames.length] ?? '';
    const home = this.places[n % this.places.length] ?? { latitude: 0, longitude: 0, accuracy: 1 };
    const handle = `${firstName}.${lastName}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
    return { userId: `${handle}.${n + 1}`, firstName, lastName, home };
  }
}
