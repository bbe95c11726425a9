import type { Replay } from '../api/errors.api.js';

/** A replay's verdicts in words; those that did not happen are left out. */
export function replayWords(replay: Replay, isDryRun: boolean): string {
  const parts = [
    [replay.accepted, isDryRun ? 'would be accepted' : 'accepted'],
    [replay.rejected, 'still wrong'],
    [replay.duplicates, 'taken before'],
    [replay.incomplete, 'kept in part only'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length > 0 ? said.join(', ') : 'no event to replay';
}
