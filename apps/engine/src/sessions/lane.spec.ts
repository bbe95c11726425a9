import { describe, expect, it } from '@jest/globals';
import { Lane } from './lane.js';

function task() {
  let finish!: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  return { run: () => done, finish };
}

const open = new AbortController().signal;

describe('[D4] a lane', () => {
  it('[D4] lets so many run, and the next ones in their order', async () => {
    const lane = new Lane(2, 10);
    const began: number[] = [];
    const tasks = [0, 1, 2, 3].map(() => task());
    const all = tasks.map((one, i) => lane.run(() => (began.push(i), one.run()), open));
    await Promise.resolve();
    expect(began).toEqual([0, 1]);
    tasks[1]?.finish();
    await all[1];
    expect(began).toEqual([0, 1, 2]);
    for (const one of tasks) one.finish();
    await Promise.all(all);
    expect(began).toEqual([0, 1, 2, 3]);
  });

  it('[D4] forgets who left the line, and refuses when it is too long', async () => {
    const lane = new Lane(1, 1);
    const first = task();
    const running = lane.run(first.run, open);
    const leaving = new AbortController();
    const waiting = lane.run(() => Promise.resolve('ran'), leaving.signal);
    await expect(lane.run(first.run, open)).rejects.toMatchObject({ code: 202 });
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: 394 });
    const next = lane.run(() => Promise.resolve('next'), open);
    first.finish();
    await running;
    expect(await next).toBe('next');
  });

  it('[D4] goes on after a task that failed', async () => {
    const lane = new Lane(1, 1);
    await expect(lane.run(() => Promise.reject(new Error('no')), open)).rejects.toThrow('no');
    expect(await lane.run(() => Promise.resolve(1), open)).toBe(1);
  });
});
