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

/** What people are mixed of. */
export interface PeopleData {
  firstNames: string[];
  lastNames: string[];
  places: Place[];
}

/** A population of any size in constant memory: person `n` is always the same mixture of a few hundred names and places. */
export class People {
  constructor(
    private readonly data: PeopleData,
    readonly size: number,
  ) {}

  person(n: number): Person {
    const { firstNames, lastNames, places } = this.data;
    const firstName = firstNames[n % firstNames.length] ?? '';
    const lastName = lastNames[n % lastNames.length] ?? '';
    const home = places[n % places.length] ?? { latitude: 0, longitude: 0, accuracy: 1 };
    const handle = `${firstName}.${lastName}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
    return { userId: `${handle}.${n + 1}`, firstName, lastName, home };
  }
}
