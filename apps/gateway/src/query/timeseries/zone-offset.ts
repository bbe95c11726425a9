/** How far local time is ahead of UTC in seconds, at an instant in seconds since the epoch. */
export type ZoneOffset = (second: number) => number;

const MOST_FORMATS = 100;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (!format) {
    // Names are not told apart by case, so there is no end of spellings.
    if (formats.size >= MOST_FORMATS) formats.clear();
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timezone, format);
  }
  return format;
}

/** Whether this runtime knows the time zone, such as `Europe/Berlin`. */
export function isTimezone(timezone: string): boolean {
  try {
    return formatOf(timezone) !== undefined;
  } catch {
    return false;
  }
}

const QUARTER = 900;
const DAY = 86_400;

/**
 * The offset of a time zone. Rules change at whole quarters of an hour and at most once in a day, so that two look-ups,
 * which cost microseconds each, serve a whole day without a change. Before 1972 some zones were off by seconds (Monrovia);
 * the offset is cut to whole minutes. Throws RangeError for an unknown zone.
 */
export function zoneOffset(timezone: string): ZoneOffset {
  const format = formatOf(timezone);
  if (format.resolvedOptions().timeZone === 'UTC') return () => 0;
  const known = new Map<number, number>();
  const at = (second: number): number => {
    let offset = known.get(second);
    if (offset === undefined) known.set(second, (offset = lookUp(format, second)));
    return offset;
  };
  return (second) => {
    const day = Math.floor(second / DAY) * DAY;
    const offset = at(day);
    return offset === at(day + DAY) ? offset : at(Math.floor(second / QUARTER) * QUARTER);
  };
}

function lookUp(format: Intl.DateTimeFormat, second: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(second * 1000).map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000;
  return Math.floor((local - second) / 60) * 60;
}
