import type { QueryResult } from '../api/query.api.js';
import { cellText, isNumeric, isTime, toSeconds } from './cell.format.js';

export interface ResultChart {
  timeName: string;
  valueName: string;
  times: number[];
  values: number[];
}

/** A result whose first time column and first number column make a line; undefined where they do not. */
export function resultChart(result: QueryResult): ResultChart | undefined {
  const timeAt = result.columns.findIndex((column) => isTime(column.type));
  const valueAt = result.columns.findIndex((column) => isNumeric(column.type));
  if (timeAt < 0 || valueAt < 0 || result.rows.length < 2) return undefined;
  const points = new Map<number, number>();
  for (const row of result.rows) {
    const time = toSeconds(row[timeAt]);
    const value = Number(row[valueAt]);
    // Two rows of one time are more than one line: a chart of them would lie.
    if (time === undefined || !Number.isFinite(value) || points.has(time)) return undefined;
    points.set(time, value);
  }
  const sorted = [...points].sort(([a], [b]) => a - b);
  return {
    timeName: result.columns[timeAt]?.name ?? '',
    valueName: result.columns[valueAt]?.name ?? '',
    times: sorted.map(([time]) => time),
    values: sorted.map(([, value]) => value),
  };
}

export interface ResultBars {
  valueName: string;
  bars: { label: string; value: number }[];
}

/** More bars than this are no picture any more. */
const MOST_BARS = 40;

/** A result of names with a number each, in the order of the rows; undefined where it is none, or one with more than 40 rows. */
export function resultBars(result: QueryResult): ResultBars | undefined {
  const valueAt = result.columns.findIndex((column) => isNumeric(column.type));
  const labelsAt = result.columns.flatMap((column, at) => (isNumeric(column.type) || isTime(column.type) ? [] : [at]));
  if (valueAt < 0 || labelsAt.length === 0 || result.rows.length < 2 || result.rows.length > MOST_BARS)
    return undefined;
  const bars = result.rows.map((row) => ({
    label: labelsAt.map((at) => cellText(row[at]) || '(empty)').join(' · '),
    value: Number(row[valueAt]),
  }));
  // A bar to the left of nothing would need another axis.
  if (bars.some(({ value }) => !Number.isFinite(value) || value < 0)) return undefined;
  return { valueName: result.columns[valueAt]?.name ?? '', bars };
}
