import { generateMersenne32Randomizer } from '@faker-js/faker';

/** Where all chance comes from: `next` is uniform in [0, 1). The same seed gives the same numbers again. */
export interface Random {
  next(): number;
}

export function seededRandom(seed: number): Random {
  return generateMersenne32Randomizer(seed);
}

export function chance(random: Random, share: number): boolean {
  return random.next() < share;
}

/** A whole number from `min` to `max`, both inclusive. */
export function whole(random: Random, min: number, max: number): number {
  return min + Math.floor(random.next() * (max - min + 1));
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random.next() * list.length)];
  if (item === undefined) throw new RangeError('cannot pick from an empty list');
  return item;
}

/** Exponentially distributed: many short ones, a few long ones, as the pauses of people are. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

const HEX = Array.from({ length: 65_536 }, (_, i) => i.toString(16).padStart(4, '0'));

/** A version 4 UUID; made here and not by `crypto`, so that a seed gives the same ids again and a replay is harmless. */
export function uuid(random: Random): string {
  const quad = () => HEX[Math.floor(random.next() * 65_536)];
  const version = HEX[0x4000 | Math.floor(random.next() * 4_096)];
  const variant = HEX[0x8000 | Math.floor(random.next() * 16_384)];
  return `${quad()}${quad()}-${quad()}-${version}-${variant}-${quad()}${quad()}${quad()}`;
}
