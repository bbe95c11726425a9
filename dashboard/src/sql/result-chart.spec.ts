import { describe, expect, it } from '@jest/globals';
import { cellText, isNumeric, isTime } from './cell.format.js';
import { resultBars, resultChart } from './result-chart.js';

const result = (rows: unknown[][]) => ({
  columns: [
    { name: 'minute', type: "DateTime64(3, 'UTC')" },
    { name: 'events', type: 'UInt64' },
  ],
  rows,
  row_count: rows.length,
  elapsed_ms: 1,
});

describe('SQL results', () => {
  it('[D4] draws a time column with a number column in order of time', () => {
    const chart = resultChart(
      result([
        ['2026-05-20 10:01:00.000', '7'],
        ['2026-05-20 10:00:00.000', 5],
      ]),
    );
    expect(chart).toEqual({
      timeName: 'minute',
      valueName: 'events',
      times: [1_779_271_200, 1_779_271_260],
      values: [5, 7],
    });
  });

  it('[D4] draws nothing where a line would lie', () => {
    const twice = ['2026-05-20 10:00:00', 1];
    expect(resultChart(result([twice, twice]))).toBeUndefined();
    expect(resultChart(result([twice]))).toBeUndefined();
    expect(resultChart({ ...result([twice, twice]), columns: [{ name: 'a', type: 'String' }] })).toBeUndefined();
  });

  it('[D4] draws names with a number each as bars', () => {
    const columns = [
      { name: 'code', type: 'LowCardinality(String)' },
      { name: 'field', type: 'String' },
      { name: 'errors', type: 'UInt64' },
    ];
    const rows = [
      ['required', 'name', '7'],
      ['bot', '', 2],
    ];
    expect(resultBars({ ...result(rows), columns })).toEqual({
      valueName: 'errors',
      bars: [
        { label: 'required · name', value: 7 },
        { label: 'bot · (empty)', value: 2 },
      ],
    });
    expect(resultBars({ ...result([rows[0] ?? []]), columns })).toBeUndefined();
    expect(resultBars({ ...result([...rows, ['x', 'y', -1]]), columns })).toBeUndefined();
  });

  it('[D4] tells numbers, times and texts apart', () => {
    expect(['UInt64', 'Nullable(Float64)', 'String', 'Array(UInt8)'].map(isNumeric)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(['Date', 'Nullable(DateTime)', 'String'].map(isTime)).toEqual([true, true, false]);
    expect([null, ['a'], 1, 'x'].map(cellText)).toEqual(['NULL', '["a"]', '1', 'x']);
  });
});
