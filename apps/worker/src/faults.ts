import { existsSync, writeFileSync } from 'node:fs';
import type { WorkerMessage } from './messages.js';

/**
 * Harm that fault tests ask for: `worker-exit`, `worker-loop` or `worker-heap`, then `:prepare` or `:insert`, then a file
 * that is made when the harm is done, so that it happens once and the test sees that it did. The settings let this
 * through under NODE_ENV=test only.
 */
export function harm(message: WorkerMessage, faults: readonly string[]): void {
  for (const fault of faults) {
    const [kind, task, marker] = fault.split(':');
    if (task !== message.task || !marker || existsSync(marker)) continue;
    if (kind === 'worker-exit') {
      writeFileSync(marker, fault);
      process.exit(1);
    }
    if (kind === 'worker-loop') {
      writeFileSync(marker, fault);
      for (;;);
    }
    if (kind === 'worker-heap') {
      writeFileSync(marker, fault);
      const hoard: number[][] = [];
      // In small pieces: Node lets a thread that is at its limit have 16 MB to end with, and a larger one ends the process.
      const piece = Array.from({ length: 1_000_000 }, () => 0.5);
      for (;;) hoard.push(piece.slice());
    }
  }
}
