/** From this share on somebody should look at it: half an hour or a night is still left to make room. */
const WORRY = 0.9;

export interface Fullness {
  /** Whole percents; less than one is 0, and never 100 while room is left. */
  percent: number;
  isWorry: boolean;
}

/** How full something is of which `used` of `total` bytes are taken; undefined where no total is known. */
export function fullness(used: number, total: number): Fullness | undefined {
  if (total <= 0) return undefined;
  const share = Math.min(1, Math.max(0, used / total));
  return { percent: Math.floor(share * 100), isWorry: share >= WORRY };
}
