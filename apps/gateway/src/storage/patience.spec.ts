import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { withPatience } from './patience.js';

const forEver = (): Promise<never> => new Promise(() => {});

describe('withPatience', () => {
  it('answers what was answered in time, and leaves nothing behind at a signal that lives on', async () => {
    const stop = new AbortController();
    for (let n = 0; n < 100; n++) expect(await withPatience(60_000, async () => n, stop.signal)).toBe(n);
    await expect(withPatience(60_000, () => Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('gives up what does not heed its signal: after the time, or when it is told to stop', async () => {
    await expect(withPatience(5, forEver)).rejects.toThrow('no answer within 5 ms');
    const stop = new AbortController();
    const waiting = withPatience(60_000, forEver, stop.signal);
    stop.abort(new Error('the end'));
    await expect(waiting).rejects.toThrow('the end');
    await expect(withPatience(60_000, forEver, stop.signal)).rejects.toThrow('the end');
  });

  it('tells what it runs, which may fail later without anybody who hears it', async () => {
    let told: AbortSignal | undefined;
    const late = async (signal: AbortSignal): Promise<never> => {
      told = signal;
      await sleep(20);
      throw new Error('late');
    };
    await expect(withPatience(5, late)).rejects.toThrow('no answer');
    expect(told?.aborted).toBe(true);
    await sleep(30);
  });
});
