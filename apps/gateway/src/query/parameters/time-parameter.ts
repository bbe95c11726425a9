import { parseTimestamp } from '@argus/contract';

const DAY_US = 86_400_000_000;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Eight digits are a day in ISO's basic form (20250501) for whoever writes them; as milliseconds they would be 1970. */
const MILLISECONDS = /^(?!\d{8}$)\d{1,16}$/;
/** A `+` that was not escaped arrives as a space. */
const LOST_PLUS = /(:\d\d(?:[.,]\d{1,6})?) (\d\d:?\d\d)$/;
const MICROSECONDS = /[.,]\d{4,6}/;

/**
 * The microsecond that a time in a query names, as the inclusive start or end of a range; undefined where it is none.
 * A day is all of it, a time with at most three digits of fraction all of its millisecond: what an answer shows,
 * truncated to milliseconds, can be asked for again. Whole numbers are milliseconds since the epoch. Pure.
 */
export function parseTimeParameter(text: string, end: 'start' | 'end'): number | undefined {
  const isEnd = end === 'end';
  if (DAY.test(text)) {
    const start = parseTimestamp(`${text}T00:00:00.000Z`);
    return Number.isNaN(start) ? undefined : start + (isEnd ? DAY_US - 1 : 0);
  }
  if (MILLISECONDS.test(text)) {
    const us = Number(text) * 1000;
    return Number.isSafeInteger(us) ? us + (isEnd ? 999 : 0) : undefined;
  }
  const us = parseTimestamp(text.replace(LOST_PLUS, '$1+$2'));
  if (Number.isNaN(us)) return undefined;
  return us + (isEnd && !MICROSECONDS.test(text) ? 999 : 0);
}
