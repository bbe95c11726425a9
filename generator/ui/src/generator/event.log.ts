import type { Attempt } from '../../../src/delivery/attempt.js';
import type { Batch } from '../../../src/traffic/batcher.js';

const FLUSH_MS = 250;

/**
 * Writes every event and its verdict to the console, a few times a second and in folded groups: the worker's thread pays
 * for it, and a console that is open is not asked to draw ten thousand lines.
 */
export function openEventLog(): { put(batch: Batch, attempt: Attempt): void; close(): void } {
  let lines: { verdict: string; event: unknown }[] = [];
  const flush = () => {
    if (lines.length === 0) return;
    console.groupCollapsed(`${lines.length} events until ${new Date().toISOString()}`);
    for (const { verdict, event } of lines) console.log(verdict, event);
    console.groupEnd();
    lines = [];
  };
  const timer = setInterval(flush, FLUSH_MS);
  return {
    put(batch, attempt) {
      const verdict = verdictText(attempt);
      for (const event of JSON.parse(batch.body) as unknown[]) lines.push({ verdict, event });
    },
    close() {
      clearInterval(timer);
      flush();
    },
  };
}

function verdictText(attempt: Attempt): string {
  if (attempt.kind === 'unreachable') return `no answer (${attempt.reason})`;
  const problems = attempt.answer.errors?.map(({ field, code }) => `${field || 'event'}: ${code}`) ?? [];
  return [attempt.status, ...problems].join(' ');
}
