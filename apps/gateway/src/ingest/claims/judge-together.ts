import type { ClaimBatch } from '@argus/dedup';
import { unavailable } from '../../problem/problem-error.js';
import type { SharedClaims } from '../../redis/shared-claims.js';
import type { SharedId } from '../../redis/shared-id.js';
import type { MadeIds } from './made-ids.js';
import { WatchedClaims } from './watched-claims.js';

/** How one request is judged, and how that is undone. */
export interface JudgeTogetherParts<T> {
  /** Opens a batch of this gateway's own claims. */
  begin(): ClaimBatch;
  /** Judges the request by these claims; synchronous. Rolls them back where it throws. */
  judge(claims: ClaimBatch): T;
  takeBack(judged: T): void;
  made: MadeIds;
  shared: Pick<SharedClaims, 'claim' | 'release'>;
}

/** The judgement that stands, and the ids that this gateway holds for it until they are confirmed or released. */
export interface JudgedTogether<T> {
  judged: T;
  ids: SharedId[];
}

/**
 * Judges a request by what all gateways know. It is judged by what is known here first; then the others are asked about
 * the ids that were new, all in one question. Mostly none is known there, and the judgement stands. Else it is taken back
 * and made again with that knowledge: an id that turns out to be a duplicate may change what becomes of the events behind
 * it. Throws ProblemError 503 where another gateway has one of the ids in hand.
 */
export async function judgeTogether<T>(parts: JudgeTogetherParts<T>): Promise<JudgedTogether<T>> {
  const { begin, judge, takeBack, made, shared } = parts;
  const known = new Map<string, 'mine' | 'duplicate' | 'conflict'>();
  const held = new Map<string, SharedId>();
  for (;;) {
    const claims = new WatchedClaims(begin(), made, known);
    const judged = judge(claims);
    const { claimed } = claims;
    const asked = claimed.filter(({ id }) => !known.has(id));
    const verdicts = asked.length === 0 ? [] : await shared.claim(asked);
    let isSettled = true;
    let isUndecided = false;
    for (const [at, one] of asked.entries()) {
      const verdict = verdicts[at] ?? 'mine';
      if (verdict === 'undecided') isUndecided = true;
      else known.set(one.id, verdict);
      if (verdict === 'mine') held.set(one.id, one);
      else isSettled = false;
    }
    if (isSettled) {
      const ids = new Set(claimed.map(({ id }) => id));
      shared.release([...held.values()].filter(({ id }) => !ids.has(id)));
      return { judged, ids: claimed };
    }
    takeBack(judged);
    if (isUndecided) {
      shared.release([...held.values()]);
      throw unavailable('Another gateway has the same events in hand at this moment. Send this request again.', 1);
    }
  }
}
