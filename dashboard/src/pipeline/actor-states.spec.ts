import { expect, it } from '@jest/globals';
import { actorStates } from './actor-states.js';
import { parseMetrics } from './metric-text.js';

it('[E1] tells what each actor does', () => {
  const text = `argus_actors 3
argus_actors_busy{task="prepare"} 1
argus_actors_busy{task="insert"} 1
argus_actors_busy{task="poison"} 0`;
  expect(actorStates(parseMetrics(text))).toEqual([
    { nth: 1, does: 'encodes a batch', isBusy: true },
    { nth: 2, does: 'inserts a batch into ClickHouse', isBusy: true },
    { nth: 3, does: 'waits for events', isBusy: false },
  ]);
  expect(actorStates([])).toEqual([]);
});
