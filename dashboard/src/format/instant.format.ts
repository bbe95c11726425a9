import { viewerLocales } from './locale.format.js';

export type InstantStyle = 'time' | 'second' | 'full' | 'precise';

const STYLES: Record<InstantStyle, Intl.DateTimeFormatOptions> = {
  time: { hour: 'numeric', minute: '2-digit' },
  second: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
  full: { dateStyle: 'medium', timeStyle: 'medium' },
  precise: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  },
};

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

/** How a zone is called at an instant, such as `GMT+2`. */
export function zoneName(timeZone: string, at: number): string {
  const options: Intl.DateTimeFormatOptions = { timeZone, timeZoneName: 'shortOffset', hour: 'numeric' };
  const parts = formatter(`zone|${timeZone}`, options).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}
