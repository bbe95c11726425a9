/** An event as an application sends it, without `event_id` and `timestamp`. */
export interface TrafficEvent {
  user_id: string;
  session_id: string;
  category: string;
  name: string;
  page_url: string;
  data: Record<string, string | number>;
}

const PAGES = 500;
const SESSIONS_PER_USER = 2;

/** Squaring leans towards the first ones, as popularity does. */
const popular = (random: () => number, count: number): number => Math.floor(random() ** 2 * count);

const KINDS = [
  { share: 0.6, category: '', name: 'page_view' },
  { share: 0.85, category: 'page interaction', name: 'cta click' },
  { share: 0.95, category: '', name: 'click' },
  { share: 1, category: '', name: 'impression' },
];

/** One event of a shop: mostly page views, some clicks; about 200 bytes as JSON. */
export function trafficEvent(random: () => number, users: number): TrafficEvent {
  const dice = random();
  const { category, name } = KINDS.find(({ share }) => dice < share) ?? { category: '', name: 'page_view' };
  const user = popular(random, users);
  const page = popular(random, PAGES);
  const page_url = `https://shop.example/products/${page}`;
  const details = { referrer: page % 3 === 0 ? 'https://search.example/' : 'direct', width: 360 + (page % 5) * 270 };
  const path = `/products/${page}`;
  const data: TrafficEvent['data'] =
    name === 'page_view'
      ? details
      : { host: 'https://shop.example', path, element: `buy-${page}`, element_id: `buy-${page}` };
  const session_id = `s-${user}-${Math.floor(random() * SESSIONS_PER_USER)}`;
  return { user_id: `user-${user}`, session_id, category, name, page_url, data };
}
