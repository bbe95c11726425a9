import type { Load } from '../load/load.js';
import type { BenchOptions } from '../options.js';
import type { Product, ProductOptions } from '../product/product.js';

/** One figure of the report. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What the project aims at, and whether this is it; absent for figures that only inform. */
  target?: { text: string; isMet: boolean };
}

/** What the scenarios of one run share. */
export interface BenchContext {
  options: BenchOptions;
  load: Load;
  /** Starts a fresh product, and stops it when the work is done or has failed. */
  withProduct<T>(work: (product: Product) => Promise<T>, options?: ProductOptions): Promise<T>;
  /** A line on the terminal that tells what goes on. */
  say(line: string): void;
  /** A figure that an earlier scenario of this run found. */
  found(scenario: ScenarioName, figure: string): number | undefined;
}

export const SCENARIOS = ['limit', 'batch', 'single', 'freshness', 'reading', 'memory'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export interface Scenario {
  name: ScenarioName;
  title: string;
  run(context: BenchContext): Promise<Figure[]>;
}

/** A figure with the target that it must not exceed. */
export function atMost(name: string, value: number, unit: string, most: number): Figure {
  return { name, value, unit, target: { text: `at most ${most}`, isMet: value <= most } };
}

/** A figure with the target that it must reach. */
export function atLeast(name: string, value: number, unit: string, least: number): Figure {
  return { name, value, unit, target: { text: `at least ${least}`, isMet: value >= least } };
}

/** The middle one; of an even number the mean of both. NaN of none. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  const high = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return (low + high) / 2;
}
