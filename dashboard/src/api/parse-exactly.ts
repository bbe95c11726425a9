interface Context {
  /** The number as it was written; browsers that do not tell it yet show such numbers rounded. */
  source?: string;
}

/** Whole numbers beyond 2^53, which a JavaScript number cannot hold, stay the text that they were. */
function keepDigits(_key: string, value: unknown, context?: Context): unknown {
  const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded && context?.source && /^-?\d+$/.test(context.source) ? context.source : value;
}

/** JSON.parse without losing digits of ClickHouse's 64-bit and larger numbers. */
export const parseExactly = (text: string): unknown => JSON.parse(text, keepDigits) as unknown;
