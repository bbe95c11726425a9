import { describe, expect, it } from '@jest/globals';
import { parseArguments } from './consumption.arguments.js';

const changeOf = (...given: string[]) => parseArguments(given).change;

describe('consumption command', () => {
  it('[B6] changes nothing unless it is told what', () => {
    expect(changeOf()).toEqual({});
  });

  it('[B6] changes only what is named', () => {
    expect(changeOf('--pause')).toEqual({ paused: true });
    expect(changeOf('--resume', '--unlimited')).toEqual({ paused: false, max_events_per_second: null });
    expect(changeOf('--rate', '5_000')).toEqual({ max_events_per_second: 5000 });
  });

  it('refuses what contradicts itself or is no rate', () => {
    expect(() => changeOf('--pause', '--resume')).toThrow('not both');
    expect(() => changeOf('--rate', '5', '--unlimited')).toThrow('not both');
    expect(() => changeOf('--rate', '0')).toThrow('whole number from 1');
    expect(() => changeOf('--fast')).toThrow('--fast');
  });
});
