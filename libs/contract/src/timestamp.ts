const MICROS_PER_SECOND = 1_000_000;

/** `+02:00` and such; hours up to 23 as in RFC 3339. */
const FORM =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?$/;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= (month === 2 && isLeap(year) ? 29 : (DAYS_IN_MONTH[month - 1] as number));
}

/** Two digits at `at`, or NaN. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

let cachedDay = '';
let cachedDaySeconds = Number.NaN;

/** Seconds from the epoch to the start of `YYYY-MM-DD`, or NaN. Events of one day come together: the last is kept. */
function daySeconds(text: string): number {
  if (text === cachedDay) return cachedDaySeconds;
  const year = two(text, 0) * 100 + two(text, 2);
  const [month, day] = [two(text, 5), two(text, 8)];
  const seconds = isDay(year, month, day) ? new Date(0).setUTCFullYear(year, month - 1, day) / 1000 : Number.NaN;
  cachedDay = text;
  cachedDaySeconds = seconds;
  return seconds;
}

function secondsOfDay(hour: number, minute: number, second: number): number {
  return hour <= 23 && minute <= 59 && second <= 59 ? hour * 3600 + minute * 60 + second : Number.NaN;
}

/** `2024-03-15T14:30:00.000Z`, as JavaScript writes it: by far the most frequent form. NaN for any other. */
function parseCommonForm(text: string): number {
  if (text.length !== 24 || text.charCodeAt(23) !== 0x5a || text.charCodeAt(10) !== 0x54) return Number.NaN;
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':' || text[19] !== '.') return Number.NaN;
  const hundredths = two(text, 20);
  const thousandths = text.charCodeAt(22) - 48;
  if (!(thousandths >= 0 && thousandths <= 9)) return Number.NaN;
  const seconds = daySeconds(text.slice(0, 10)) + secondsOfDay(two(text, 11), two(text, 14), two(text, 17));
  return seconds * MICROS_PER_SECOND + hundredths * 10_000 + thousandths * 1_000;
}

function parseAnyForm(text: string): number {
  const parts = FORM.exec(text);
  if (!parts) return Number.NaN;
  const [, , , , hour, minute, second = '0', fraction = '', , sign, offsetHour = '0', offsetMinute = '0'] = parts;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return Number.NaN;
  const offset = (Number(offsetHour) * 3600 + Number(offsetMinute) * 60) * (sign === '-' ? -1 : 1);
  const seconds = daySeconds(text.slice(0, 10)) + secondsOfDay(Number(hour), Number(minute), Number(second)) - offset;
  return seconds * MICROS_PER_SECOND + Number(fraction.padEnd(6, '0'));
}

/**
 * Microseconds since the epoch of an ISO 8601 text (`T` or a space, with or without offset, none means UTC, seconds and up
 * to six digits of fraction optional); NaN where it is none, or names a day or time that does not exist. Pure.
 */
export function parseTimestamp(text: string): number {
  const common = parseCommonForm(text);
  return Number.isNaN(common) ? parseAnyForm(text) : common;
}
