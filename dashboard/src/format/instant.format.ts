import { viewerLocales } from './locale.format.js';

export type InstantStyle = keyof typeof STYLES;

const SECOND = { hour: 'numeric', minute: '2-digit', second: '2-digit' } as const;
const DAY = { month: 'short', day: 'numeric' } as const;

const STYLES = {
  time: { hour: 'numeric', minute: '2-digit' },
  second: SECOND,
  millisecond: { ...SECOND, fractionalSecondDigits: 3 },
  dayAndSecond: { ...DAY, ...SECOND },
  dayAndMillisecond: { ...DAY, ...SECOND, fractionalSecondDigits: 3 },
  full: { dateStyle: 'medium', timeStyle: 'medium' },
  precise: { year: 'numeric', ...DAY, ...SECOND, fractionalSecondDigits: 3 },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A formatter made once; making one costs far more than using it. */
function formatter(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(viewerLocales(), options);
  formatters.set(key, made);
  return made;
}

/** An instant in a zone, in the viewer's locale. */
export function formatInstant(iso: string | number, style: InstantStyle, timeZone: string): string {
  return formatter(`${style}|${timeZone}`, { ...STYLES[style], timeZone }).format(new Date(iso));
}

/** The same in UTC with the zone's name, for tooltips and details. */
export const formatUtc = (iso: string | number, style: InstantStyle): string =>
  `${formatInstant(iso, style, 'UTC')} UTC`;

const dayOf = (at: string | number, timeZone: string) =>
  formatter(`day|${timeZone}`, { dateStyle: 'short', timeZone }).format(new Date(at));

/**
 * The shortest style that tells a moment apart from others near `now`: today the time alone, this year with the day, else
 * the whole date. A list of moments that each repeat the date is hard to read.
 */
export function momentStyle(iso: string, now: number, timeZone: string, isPrecise: boolean): InstantStyle {
  if (dayOf(iso, timeZone) === dayOf(now, timeZone)) return isPrecise ? 'millisecond' : 'second';
  const year = (at: string | number) =>
    formatter(`year|${timeZone}`, { year: 'numeric', timeZone }).format(new Date(at));
  if (year(iso) !== year(now)) return isPrecise ? 'precise' : 'full';
  return isPrecise ? 'dayAndMillisecond' : 'dayAndSecond';
}

/** How a zone is called at an instant, such as `GMT+2`. */
export function zoneName(timeZone: string, at: number): string {
  const options: Intl.DateTimeFormatOptions = { timeZone, timeZoneName: 'shortOffset', hour: 'numeric' };
  const parts = formatter(`zone|${timeZone}`, options).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}
