import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Table from 'cli-table3';
import type { BenchOptions } from '../options.js';
import type { Figure, ScenarioName } from '../scenarios/scenario.js';
import type { Conditions } from './machine.js';

/** What one scenario found, or why it could not be measured. */
export interface ScenarioReport {
  name: ScenarioName;
  title: string;
  figures: Figure[];
  failure?: string;
}

export interface BenchReport {
  conditions: Conditions;
  options: BenchOptions;
  scenarios: ScenarioReport[];
}

/** Three digits say all that such a measurement can say; whole numbers stay whole. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

const verdict = ({ target }: Figure): string => (target ? `${target.text}: ${target.isMet ? 'met' : 'MISSED'}` : '');

export function table({ title, figures, failure }: ScenarioReport): string {
  const rows = new Table({
    head: ['', 'measured', 'unit', 'target'],
    colAligns: ['left', 'right', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const figure of figures) rows.push([figure.name, readable(figure.value), figure.unit, verdict(figure)]);
  return `\n${title}\n${failure ? `  could not be measured: ${failure}` : rows.toString()}`;
}

/** Writes the report as JSON and answers the file's path. */
export async function write(report: BenchReport): Promise<string> {
  const folder = path.resolve(report.options.outDir);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${report.conditions.at.replaceAll(/[:.]/g, '-')}.json`);
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
  return file;
}
