import type uPlot from 'uplot';
import { formatCompact } from '../format/number.format.js';
import { viewerLocales } from '../format/locale.format.js';
import type { ChartColors } from './chart-colors.js';

const DAY_S = 86_400;

/** Labels of the time axis in the viewer's locale and zone: the day where a new one begins, else the time. */
function axisLabels(splits: readonly number[], stepSeconds: number): string[] {
  const day = new Intl.DateTimeFormat(viewerLocales(), { day: 'numeric', month: 'short' });
  const second = stepSeconds < 60 ? ({ second: '2-digit' } as const) : {};
  const time = new Intl.DateTimeFormat(viewerLocales(), { hour: 'numeric', minute: '2-digit', ...second });
  let lastDay = '';
  return splits.map((seconds, index) => {
    const at = seconds * 1_000;
    const today = day.format(at);
    const isNewDay = today !== lastDay;
    lastDay = today;
    if (stepSeconds >= DAY_S) return today;
    const isMidnight = new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0;
    return isNewDay && index > 0 && isMidnight ? today : time.format(at);
  });
}

export interface ChartShape {
  width: number;
  height: number;
  colors: ChartColors;
  compare: boolean;
  /** Where the cursor stands at first, in pixels from the left; negative: nowhere. */
  cursorLeft: number;
  onCursor: (index: number | null) => void;
  onSelect: (fromSeconds: number, toSeconds: number) => void;
}

/** A calm line over a faint area, the previous period dashed behind it, and a drag that picks a range. */
export function chartOptions({ cursorLeft, onCursor, onSelect, ...shape }: ChartShape): uPlot.Options {
  const { width, height, colors, compare } = shape;
  const font = `12px ${colors.font}`;
  const axis = { stroke: colors.ink, font, ticks: { show: false } } as const;
  return {
    width,
    height,
    padding: [8, 28, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      left: cursorLeft,
      top: 0,
      points: { size: 8, width: 2, fill: colors.now },
      drag: { x: true, y: false, setScale: false, dist: 8 },
    },
    scales: {
      x: { time: true },
      // From zero, always: a cut axis makes small changes look like great ones.
      y: { range: (_plot, _min, max) => [0, Math.max(4, (max ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 84,
        grid: { show: false },
        values: (_plot, splits, _axis, _space, step) => axisLabels(splits, step),
      },
      {
        ...axis,
        size: 46,
        space: 40,
        incrs: [1, 2, 5, 10, 20, 25, 50].flatMap((n) => [n, n * 1e2, n * 1e4, n * 1e6]).sort((a, b) => a - b),
        grid: { stroke: colors.grid, width: 1 },
        values: (_plot, splits) => splits.map((value) => formatCompact(value)),
      },
    ],
    series: [
      {},
      { stroke: colors.before, width: 1.5, dash: [4, 4], show: compare, points: { show: false } },
      { stroke: colors.now, width: 2, fill: colors.fill, points: { show: false } },
    ],
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          if (plot.select.width < 8) return;
          const from = plot.posToVal(plot.select.left, 'x');
          const to = plot.posToVal(plot.select.left + plot.select.width, 'x');
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onSelect(from, to);
        },
      ],
    },
  };
}
