import path from 'node:path';
import { Load } from './load/load.js';
import type { BenchOptions } from './options.js';
import { Product, type ProductOptions } from './product/product.js';
import { removeScratch } from './product/scratch.js';
import { conditions } from './report/machine.js';
import { type BenchReport, type ScenarioReport, table } from './report/report.js';
import { batch } from './scenarios/batch.scenario.js';
import { freshness } from './scenarios/freshness.scenario.js';
import { limit } from './scenarios/limit.scenario.js';
import { memory } from './scenarios/memory.scenario.js';
import { reading } from './scenarios/reading.scenario.js';
import { type BenchContext, type Scenario, type ScenarioName } from './scenarios/scenario.js';
import { single } from './scenarios/single.scenario.js';

const ALL: Scenario[] = [limit, batch, single, freshness, reading, memory];

/** The product that runs now; stopped when the bench is interrupted. */
let running: Product | undefined;
let isOver = false;

async function withProduct<T>(work: (product: Product) => Promise<T>, options: ProductOptions): Promise<T> {
  const product = await Product.start(options);
  running = product;
  try {
    return await work(product);
  } finally {
    running = undefined;
    await product.stop();
  }
}

/** Stops what runs and removes its folders, so that nothing is left behind. */
export async function tidyUp(): Promise<void> {
  isOver = true;
  await running?.stop();
  await removeScratch();
}

/** Runs the chosen scenarios one after the other, each on a fresh product. A failure ends its scenario, not the run. */
export async function bench(options: BenchOptions): Promise<BenchReport> {
  const scenarios: ScenarioReport[] = [];
  const report: BenchReport = { conditions: conditions(new Date()), options, scenarios };
  const found = (name: ScenarioName, figure: string): number | undefined =>
    scenarios.find((one) => one.name === name)?.figures.find((one) => one.name === figure)?.value;
  for (const scenario of ALL.filter(({ name }) => options.only.includes(name))) {
    if (isOver) break;
    const load = new Load();
    const profile = options.profileDir ? { profileDir: path.resolve(options.profileDir, scenario.name) } : {};
    const context: BenchContext = {
      options,
      load,
      found,
      say: (line) => console.log(`  ${scenario.name}: ${line}`),
      withProduct: (work, extra = {}) => withProduct(work, { ...profile, ...extra }),
    };
    const { name, title } = scenario;
    try {
      scenarios.push({ name, title, figures: await scenario.run(context) });
    } catch (error) {
      scenarios.push({ name, title, figures: [], failure: (error as Error).message });
    } finally {
      load.end();
    }
    const last = scenarios.at(-1);
    if (last) console.log(table(last));
  }
  return report;
}
