import { ConfigError } from './read.js';

/**
 * Switches by which fault tests turn a protection off or do harm to a thread, in `ARGUS_FAULTS`, separated by commas.
 * Refused outside of tests: none of them may ever reach an installation that holds somebody's events.
 */
export function faultSwitches(env: NodeJS.ProcessEnv): readonly string[] {
  const given = (env['ARGUS_FAULTS'] ?? '').split(',').filter((name) => name !== '');
  if (given.length > 0 && env['NODE_ENV'] !== 'test') {
    throw new ConfigError('ARGUS_FAULTS loses events on purpose; it is for tests alone (NODE_ENV=test).');
  }
  return given;
}
