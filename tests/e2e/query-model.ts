/** What was sent, and what the API must therefore answer, recomputed the slow and obvious way. */
export interface SentEvent {
  source: string;
  /** Microseconds since the epoch. */
  us: number;
  user: string;
  session: string;
  category: string;
  name: string;
  page: string;
  data: Record<string, unknown>;
}

const PAGE_VIEWS = new Set(['page_view', 'pageview', 'view']);

export const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const microIso = (us: number): string => {
  const ms = Math.floor(us / 1000);
  return new Date(ms).toISOString().replace('Z', `${String(us - ms * 1000).padStart(3, '0')}Z`);
};

/** The event as a client sends it. */
export const asSent = ({ us, user, session, category, name, page, data }: SentEvent): Record<string, unknown> => ({
  timestamp: microIso(us),
  ...(user ? { user_id: user } : {}),
  ...(session ? { session_id: session } : {}),
  ...(category ? { category } : {}),
  ...(page ? { page_url: page } : {}),
  name,
  data,
});

const distinct = (values: string[]): number => new Set(values.filter((value) => value !== '')).size;

export function countBy<T>(items: T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** Events of a window that ends at `asOf`. */
export const within = (events: SentEvent[], asOf: string, seconds: number): SentEvent[] =>
  events.filter(({ us }) => us > Date.parse(asOf) * 1000 - seconds * 1e6);

export const activeUsers = (events: SentEvent[], asOf: string): number =>
  distinct(within(events, asOf, 300).map(({ user }) => user));

export const topPages = (events: SentEvent[], asOf: string, limit: number) => {
  const views = within(events, asOf, 900).filter(({ name, page }) => PAGE_VIEWS.has(name) && page !== '');
  return [...countBy(views, ({ page }) => page)]
    .map(([page_url, count]) => ({ page_url, views: count }))
    .sort((a, b) => b.views - a.views || byText(a.page_url, b.page_url))
    .slice(0, limit);
};

export const sessionsOf = (events: SentEvent[], asOf: string, user: string): string[] => {
  const own = within(events, asOf, 300).filter((event) => event.user === user && event.session !== '');
  return [...new Set(own.map(({ session }) => session))].sort(byText);
};

export const usersBySessions = (events: SentEvent[], asOf: string, limit: number) =>
  [...new Set(events.map(({ user }) => user))]
    .filter((user) => user !== '')
    .map((user_id) => ({ user_id, active_sessions: sessionsOf(events, asOf, user_id).length }))
    .filter(({ active_sessions }) => active_sessions > 0)
    .sort((a, b) => b.active_sessions - a.active_sessions || byText(a.user_id, b.user_id))
    .slice(0, limit);

export const hourStatistics = (events: SentEvent[], ms: number): string => {
  const hour = Math.floor(ms / 3_600_000);
  const counted = events.filter(
    ({ us, name }) => Math.floor(us / 3_600e6) === hour && ['click', 'impression'].includes(name),
  );
  const named = (name: string) => counted.filter((event) => event.name === name).length;
  const users = distinct(counted.map(({ user }) => user));
  return `unique_users,${users}\nclicks,${named('click')}\nimpressions,${named('impression')}\n`;
};

interface WallClock {
  /** As `2026-11-25 14:30`. */
  text: string;
  offset: string;
}

const clocks = new Map<string, (ms: number) => WallClock>();

/** What the clocks of a time zone show, by `Intl`; each minute is asked for once: a format costs 20 us, and there are millions. */
function clockOf(timezone: string): (ms: number) => WallClock {
  const known = clocks.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
  const zone = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
  const minutes = new Map<number, WallClock>();
  const clock = (ms: number): WallClock => {
    const minute = Math.floor(ms / 60_000);
    let shown = minutes.get(minute);
    if (!shown) {
      const offset = zone.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      shown = { text: format.format(ms), offset };
      minutes.set(minute, shown);
    }
    return shown;
  };
  clocks.set(timezone, clock);
  return clock;
}

/** Events, users and sessions per local minute, hour or day, by the text that a clock on the wall shows. */
export function series(events: SentEvent[], interval: 'minute' | 'hour' | 'day', timezone: string) {
  const clock = clockOf(timezone);
  const length = { minute: 16, hour: 13, day: 10 }[interval];
  const keyOf = (ms: number): string => {
    const { text, offset } = clock(ms);
    // The hour that a change of clocks repeats is told apart by its offset; a day has one name whatever clocks do.
    return text.slice(0, length) + (interval === 'day' ? '' : ` ${offset}`);
  };
  const buckets = new Map<string, SentEvent[]>();
  for (const event of events) {
    const key = keyOf(Math.floor(event.us / 1000));
    const bucket = buckets.get(key);
    if (bucket) bucket.push(event);
    else buckets.set(key, [event]);
  }
  return (time: string) => {
    const inside = buckets.get(keyOf(Date.parse(time))) ?? [];
    return {
      events: inside.length,
      users: distinct(inside.map(({ user }) => user)),
      sessions: distinct(inside.map(({ session }) => session)),
    };
  };
}
