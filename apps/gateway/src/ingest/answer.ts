import { ProblemError } from '../problem/problem-error.js';
import type { Judgement } from './request-book.js';

/**
 * What the sender is told, event by event, as JSON text: a batch of 1,000 has 40 KB of known shape. Throws ProblemError 400
 * with every wrong field where nothing in the request was acceptable (all duplicates are). `warnings` is there only where
 * the plan of the source warns.
 */
export function answerOf({ outcomes, ids, errors, warnings }: Judgement): string {
  const { accepted, duplicate, invalid, bot } = outcomes;
  const rejected = invalid + bot;
  if (accepted + duplicate === 0) {
    const what = rejected === 1 ? 'The event cannot be accepted' : `None of the ${rejected} events can be accepted`;
    throw new ProblemError(400, 'Bad Request', `${what}; "errors" names every wrong field.`, { errors });
  }
  const tail = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : '';
  return (
    `{"accepted":${accepted},"duplicates":${duplicate},"rejected":${rejected},` +
    `"event_ids":[${ids}],"errors":${JSON.stringify(errors)}${tail}}`
  );
}
