/** Rows of one step: enough to fill a screen many times, little enough to be forgotten at once. */
export const STEP_ROWS = 500;

/** Whoever is further behind than this sees a leap instead of old events. */
export const MAX_BEHIND = 50_000;

/** What a follower does next: read a range, leap over what it cannot catch up with, or wait. */
export type Step =
  | { kind: 'read'; after: number; through: number }
  | { kind: 'leap'; after: number; to: number }
  | { kind: 'wait' };

/** Decides by where the follower is and how far everything is stored. Pure. */
export function nextStep(position: number, storedThrough: number): Step {
  if (storedThrough <= position) return { kind: 'wait' };
  if (storedThrough - position > MAX_BEHIND) return { kind: 'leap', after: position, to: storedThrough - STEP_ROWS };
  return { kind: 'read', after: position, through: storedThrough };
}

/** Where a follower is after it has read: behind the last row of a full step, else as far as it has looked. Pure. */
export function positionAfter(rows: readonly { sequence: number }[], through: number): number {
  const last = rows.at(-1);
  return rows.length >= STEP_ROWS && last !== undefined ? Number(last.sequence) : through;
}
