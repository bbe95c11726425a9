import { expect, it } from '@jest/globals';
import type { EventRow } from '@argus/contract';
import { toTimeline } from './timeline.js';

const at = (timestamp: string) => ({ timestamp }) as EventRow;

it('[D3] tells the time between the events of a session, and long silences', () => {
  const steps = toTimeline([
    at('2026-05-20T10:00:00.000Z'),
    at('2026-05-20T10:00:02.500Z'),
    at('2026-05-20T10:30:02.500Z'),
  ]);
  expect(steps.map(({ gapMs, isPause }) => [gapMs, isPause])).toEqual([
    [0, false],
    [2_500, false],
    [1_800_000, true],
  ]);
  expect(toTimeline([])).toEqual([]);
});
