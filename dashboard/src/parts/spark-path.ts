/** An SVG path over a box of 100 by 100, zero at the bottom; empty for less than two values. */
export function sparkPath(values: readonly number[]): string {
  if (values.length < 2) return '';
  const most = Math.max(1, ...values);
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * 100;
    const y = 98 - (value / most) * 94;
    return `${x.toFixed(2)},${y.toFixed(2)}`;
  });
  return `M${points.join('L')}`;
}
