import type { WriteStream } from 'node:tty';
import { progressLine, type Progress } from './progress.line.js';

const REDRAW_MS = 200;
const LOG_MS = 5_000;

/** Shows a progress line: rewritten in place on a terminal, else a new line every few seconds. `close` undoes all of it. */
export function showProgress(stream: WriteStream | NodeJS.WriteStream, read: () => Progress): { close(): void } {
  const isTerminal = stream.isTTY === true;
  const draw = () => {
    if (isTerminal) stream.write(`\r\u001B[K${progressLine(read(), stream.columns ?? 80)}`);
    else stream.write(`${progressLine(read(), 500)}\n`);
  };
  const timer = setInterval(draw, isTerminal ? REDRAW_MS : LOG_MS);
  return {
    close() {
      clearInterval(timer);
      if (isTerminal) {
        draw();
        stream.write('\n');
      }
    },
  };
}
