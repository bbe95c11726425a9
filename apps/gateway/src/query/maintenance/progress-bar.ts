const WIDTH = 30;

const count = (value: number): string => value.toLocaleString('en-US');

/** A line such as `[##########----------] 33 % 1,000 of 3,000`. Pure. */
export function progressLine(done: number, total: number, unit: string): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.round(share * WIDTH);
  const bar = '#'.repeat(full) + '-'.repeat(WIDTH - full);
  return `[${bar}] ${Math.floor(share * 100)} % ${count(done)} of ${count(total)} ${unit}`;
}

/** Draws progress over the same line of a terminal, and nothing where the output is not one. */
export function progressBar(output: NodeJS.WriteStream, unit: string) {
  return {
    draw(done: number, total: number): void {
      if (output.isTTY) output.write(`\r${progressLine(done, total, unit)}\x1b[K`);
    },
    clear(): void {
      if (output.isTTY) output.write('\r\x1b[K');
    },
  };
}
