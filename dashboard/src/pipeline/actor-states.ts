import type { MetricSample } from './metric-text.js';

export interface ActorState {
  /** 1 for the first. */
  nth: number;
  /** What it does, for people. */
  does: string;
  isBusy: boolean;
}

const WORDS: Readonly<Record<string, string>> = {
  prepare: 'encodes a batch',
  insert: 'inserts a batch into ClickHouse',
  poison: 'sets rows apart that ClickHouse refused',
};

/** What each actor does. They are alike and nobody can tell them apart: those at work come first, the others wait for events. */
export function actorStates(samples: readonly MetricSample[]): ActorState[] {
  const actors = samples.find(({ name }) => name === 'argus_actors')?.value ?? 0;
  const tasks = samples
    .filter(({ name, value }) => name === 'argus_actors_busy' && value > 0)
    .flatMap(({ labels, value }) => Array.from({ length: value }, () => labels['task'] ?? ''));
  return Array.from({ length: actors }, (_, index) => {
    const task = tasks[index];
    return {
      nth: index + 1,
      does: task === undefined ? 'waits for events' : (WORDS[task] ?? task),
      isBusy: task !== undefined,
    };
  });
}
