import { ProblemError } from '../problem/problem-error.js';
import type { Caller } from '../sources/caller.type.js';
import { ALL_SOURCES } from '../sources/scope.type.js';

/** The sources that a caller may act on of those that it asked for; 403 for another one. Pure. */
export function narrowed(asked: string[] | undefined, caller: Caller | undefined): string[] | undefined {
  const own = caller?.source ?? ALL_SOURCES;
  if (own === ALL_SOURCES) return asked;
  if (asked?.some((source) => source !== own)) {
    throw new ProblemError(403, 'Forbidden', `This key is for the source "${own}" only.`);
  }
  return [own];
}

/** Whether a caller may know of a job: one of a single source only of jobs of that source. Pure. */
export function maySee(sources: string[] | null, caller: Caller | undefined): boolean {
  const own = caller?.source ?? ALL_SOURCES;
  return own === ALL_SOURCES || (sources?.length === 1 && sources[0] === own);
}
