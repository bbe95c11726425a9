import { DOT, MINUS, NINE, UNUSUAL, ZERO } from './json.bytes.js';

/** So many digits survive the way through a double and back, and come out as they went in. */
const EXACT_DIGITS = 15;
/** JavaScript writes what is smaller than 0.000001 with an exponent. */
const MOST_LEADING_ZEROS = 5;

/**
 * Behind a number that JavaScript writes just as it stands there: at most 15 digits, no exponent, no needless zero, no
 * `-0`; else UNUSUAL.
 */
export function endOfNumber(bytes: Uint8Array, begin: number, end: number): number {
  let at = begin;
  if (bytes[at] === MINUS) at++;
  const whole = at;
  while (at < end && isDigit(bytes[at] as number)) at++;
  const wholeDigits = at - whole;
  if (wholeDigits === 0 || wholeDigits > EXACT_DIGITS) return UNUSUAL;
  const isZero = bytes[whole] === ZERO;
  if (isZero && wholeDigits > 1) return UNUSUAL;
  const next = bytes[at] as number;
  if (next === DOT) return endOfFraction(bytes, at + 1, end, isZero ? 0 : wholeDigits);
  // `-0` is written as `0`; `e` and `E` begin an exponent.
  if ((isZero && whole > begin) || next === 0x65 || next === 0x45) return UNUSUAL;
  return at;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

function endOfFraction(bytes: Uint8Array, begin: number, end: number, wholeDigits: number): number {
  let at = begin;
  while (at < end && isDigit(bytes[at] as number)) at++;
  let leading = 0;
  if (wholeDigits === 0) while (bytes[begin + leading] === ZERO) leading++;
  const digits = at - begin;
  const isPlain = digits > 0 && bytes[at - 1] !== ZERO && wholeDigits + digits - leading <= EXACT_DIGITS;
  if (!isPlain || leading > MOST_LEADING_ZEROS || bytes[at] === 0x65 || bytes[at] === 0x45) return UNUSUAL;
  return at;
}
