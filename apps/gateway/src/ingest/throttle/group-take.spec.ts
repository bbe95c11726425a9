import { describe, expect, it } from '@jest/globals';
import { GroupTake, shareOut } from './group-take.js';

describe('sharing a budget out', () => {
  it('[B5] lets the request that finds some left overdraw it, and refuses those after it', () => {
    const wanted = [60, 30, 50, 1].map((points) => ({ points, limit: 100 }));
    expect(shareOut(wanted, 141)).toEqual([
      { consumed: 60, isRefused: false },
      { consumed: 90, isRefused: false },
      { consumed: 140, isRefused: false },
      { consumed: 140, isRefused: true },
    ]);
  });

  it('[B5] counts what other gateways consumed before', () => {
    expect(shareOut([{ points: 5, limit: 100 }], 105)).toEqual([{ consumed: 100, isRefused: true }]);
    expect(shareOut([{ points: 5, limit: 100 }], 104)).toEqual([{ consumed: 104, isRefused: false }]);
  });

  it('[B5] asks once for all that came meanwhile, and gives back what was refused', async () => {
    const asked: number[] = [];
    const back: number[] = [];
    let consumed = 0;
    let idle = 0;
    const group = new GroupTake({
      ask: async (points) => {
        asked.push(points);
        await new Promise(setImmediate);
        consumed += points;
        return { consumedPoints: consumed, msBeforeNext: 1_000 };
      },
      giveBack: (points) => {
        back.push(points);
        consumed -= points;
      },
      idle: () => idle++,
    });
    const shares = await Promise.all([40, 50, 30, 20].map((points) => group.take(points, 100)));
    expect(asked).toEqual([40, 100]);
    expect(shares.map(({ isRefused }) => isRefused)).toEqual([false, false, false, true]);
    await new Promise(setImmediate);
    expect([back, consumed, idle]).toEqual([[20], 120, 1]);
  });
});
