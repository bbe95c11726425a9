/** The colours that a chart takes from the design tokens; a canvas cannot read CSS variables itself. */
export interface ChartColors {
  ink: string;
  grid: string;
  now: string;
  before: string;
  fill: string;
  font: string;
}

/** Reads the tokens as they are in force now: ask again when the theme changes. */
export function readChartColors(host: HTMLElement): ChartColors {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const now = read('--series-now');
  const colors = {
    ink: read('--ink-faint'),
    grid: read('--line'),
    now,
    before: read('--series-then'),
    fill: now.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.10)'),
    font: getComputedStyle(host).fontFamily,
  };
  probe.remove();
  return colors;
}
