import type { IndexedFieldError } from '@argus/contract';
import { ProblemError } from '../problem/problem-error.js';
import type { Judgement } from './pipeline.js';

function counts({ verdicts }: Judgement): { accepted: number; duplicates: number; rejected: number } {
  const found = { accepted: 0, duplicates: 0, rejected: 0 };
  for (const verdict of verdicts) {
    if (verdict === undefined) found.accepted++;
    else if (verdict.outcome === 'duplicate') found.duplicates++;
    else found.rejected++;
  }
  return found;
}

function listErrors({ verdicts }: Judgement): IndexedFieldError[] {
  const errors: IndexedFieldError[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    if (verdict === undefined || verdict.outcome === 'duplicate') continue;
    for (const { field, code, message } of verdict.errors) errors.push({ index, field, code, message });
  }
  return errors;
}

function listWarnings({ arrivals, verdicts }: Judgement): IndexedFieldError[] {
  return arrivals.flatMap(({ index, warnings }) =>
    verdicts[index] === undefined && warnings.length > 0 ? warnings.map((warning) => ({ index, ...warning })) : [],
  );
}

function listIds({ arrivals, verdicts }: Judgement): string {
  let ids = '';
  for (const [index, { event }] of arrivals.entries()) {
    const verdict = verdicts[index];
    const isRejected = verdict !== undefined && verdict.outcome !== 'duplicate';
    if (index > 0) ids += ',';
    ids += isRejected || !event ? 'null' : `"${event.eventId}"`;
  }
  return ids;
}

/**
 * What the sender is told, event by event, as JSON text: a batch of 1,000 has 40 KB of known shape. Throws ProblemError 400 with every wrong field where nothing in the request
 * was acceptable (all duplicates are). `warnings` is there only where the plan of the source warns.
 */
export function answerOf(judgement: Judgement): string {
  const { accepted, duplicates, rejected } = counts(judgement);
  const errors = rejected > 0 ? listErrors(judgement) : [];
  if (rejected === judgement.verdicts.length) {
    const what = rejected === 1 ? 'The event cannot be accepted' : `None of the ${rejected} events can be accepted`;
    throw new ProblemError(400, 'Bad Request', `${what}; "errors" names every wrong field.`, { errors });
  }
  const warnings = listWarnings(judgement);
  const tail = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : '';
  return (
    `{"accepted":${accepted},"duplicates":${duplicates},"rejected":${rejected},` +
    `"event_ids":[${listIds(judgement)}],"errors":${JSON.stringify(errors)}${tail}}`
  );
}
