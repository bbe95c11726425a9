import type { QueryResult } from '../api/query.api.js';
import { isNumeric, isTime, toSeconds } from './cell.format.js';

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
