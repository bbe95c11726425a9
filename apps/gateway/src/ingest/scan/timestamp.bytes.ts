import { parseTimestamp } from '@argus/contract';
import { QUOTE, ZERO } from './json.bytes.js';

const COMMON_LENGTH = '2024-03-15T14:30:00.000Z'.length;
const MICROS_PER_DAY = 86_400_000_000;

let cachedDay = -1;
let cachedDayUs = Number.NaN;

const digit = (bytes: Uint8Array, at: number): number => {
  const value = (bytes[at] as number) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
};
const two = (bytes: Uint8Array, at: number): number => digit(bytes, at) * 10 + digit(bytes, at + 1);

function dayOf(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d) return Number.NaN;
  const day = two(bytes, at) * 1e6 + two(bytes, at + 2) * 1e4 + two(bytes, at + 5) * 100 + two(bytes, at + 8);
  if (day === cachedDay) return cachedDayUs;
  const text = String.fromCharCode(...bytes.subarray(at, at + 10));
  cachedDay = day;
  cachedDayUs = parseTimestamp(`${text}T00:00:00.000Z`);
  return cachedDayUs;
}

/** As JavaScript writes it, by far the most frequent form; NaN for any other. */
function commonForm(bytes: Uint8Array, at: number): number {
  if (bytes[at + 10] !== 0x54 || bytes[at + 13] !== 0x3a || bytes[at + 16] !== 0x3a) return Number.NaN;
  if (bytes[at + 19] !== 0x2e || bytes[at + 23] !== 0x5a) return Number.NaN;
  const hour = two(bytes, at + 11);
  const minute = two(bytes, at + 14);
  const second = two(bytes, at + 17);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  const millis = two(bytes, at + 20) * 10 + digit(bytes, at + 22);
  const us = (hour * 3_600 + minute * 60 + second) * 1_000_000 + millis * 1_000;
  return us < MICROS_PER_DAY ? dayOf(bytes, at) + us : Number.NaN;
}

/**
 * Microseconds since the epoch of a timestamp that stands in a body, text or whole milliseconds, as `parseTimestamp` reads
 * it; NaN where it is none.
 */
export function timestampOf(bytes: Buffer, start: number, end: number): number {
  if (bytes[start - 1] !== QUOTE) return Number(bytes.toString('latin1', start, end)) * 1_000;
  const common = end - start === COMMON_LENGTH ? commonForm(bytes, start) : Number.NaN;
  return Number.isNaN(common) ? parseTimestamp(bytes.toString('utf8', start, end)) : common;
}
