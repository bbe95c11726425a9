import { describe, expect, it } from '@jest/globals';
import { SettingsError, parseSettings } from './parse-settings.js';
import { DEFAULT_SETTINGS } from './source-settings.type.js';

describe('the settings of a source', () => {
  it('[B8] have defaults for what is left out', () => {
    expect(parseSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(parseSettings({ strict: true, allowed_types: ['view'] })).toEqual({
      ...DEFAULT_SETTINGS,
      strict: true,
      allowed_types: new Set(['view']),
    });
  });

  it.each([
    [null, ''],
    [[], ''],
    [{ strict: 1 }, 'strict'],
    [{ tracking_plan: 'maybe' }, 'tracking_plan'],
    [{ allowed_types: [1] }, 'allowed_types'],
    [{ origins: ['shop.example'] }, 'origins'],
    [{ origins: ['https://shop.example/path'] }, 'origins'],
    [{ throttle_limit: -1 }, 'throttle_limit'],
    [{ throttle_bytes: 1.5 }, 'throttle_bytes'],
    [{ constructor: true }, 'constructor'],
  ])('[B8] refuse %j and name the field', (given, field) => {
    expect(() => parseSettings(given)).toThrow(SettingsError);
    try {
      parseSettings(given);
    } catch (error) {
      expect((error as SettingsError).field).toBe(field);
    }
  });
});
