import { cleanEnv, makeValidator, type ReporterOptions } from 'envalid';

/** A setting that cannot be used; the message names every bad variable and the remedy. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

function reporter({ errors }: ReporterOptions<unknown>): void {
  const lines = Object.entries(errors).map(([name, error]) => `  ${name}: ${(error as Error).message}`);
  if (lines.length > 0) throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`);
}

type Specs = Parameters<typeof cleanEnv>[1];

/** Reads and checks the environment once; throws ConfigError naming every bad variable. */
export function read<S extends Specs>(env: NodeJS.ProcessEnv, specs: S) {
  // An empty variable means "not set": that is what `VAR= npm start` and compose files with unset values send.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  return cleanEnv(present, specs, { reporter });
}

/** A whole number within bounds. */
export const integer = (min: number, max: number) =>
  makeValidator<number>((input) => {
    const text = String(input).replaceAll('_', '');
    if (!/^-?\d+$/.test(text)) throw new TypeError(`"${input}" is not a whole number; give one from ${min} to ${max}`);
    const value = Number(text);
    if (value < min || value > max)
      throw new RangeError(`${value} is out of range; give a number from ${min} to ${max}`);
    return value;
  });

/** A text with at least one character. */
export const text = makeValidator<string>((input) => String(input));

export const logLevel = makeValidator<string>((input) => {
  const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
  if (!levels.includes(String(input))) throw new TypeError(`"${input}" is none of ${levels.join(', ')}`);
  return String(input);
});

/** An http(s) address. */
export const httpUrl = makeValidator<string>((input) => {
  const url = URL.canParse(String(input)) ? new URL(String(input)) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`"${input}" is not an address such as http://clickhouse:8123`);
  }
  return String(input);
});

/** The address of a Redis server. */
export const redisUrl = makeValidator<string>((input) => {
  const url = URL.canParse(String(input)) ? new URL(String(input)) : undefined;
  // The address may hold a password, which must not reach a terminal or a log.
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    throw new TypeError('this is not an address such as redis://redis:6379 or rediss://user:password@redis:6379/0');
  }
  return String(input);
});

/** `1` or `true`, `0` or `false`. */
export const flag = makeValidator<boolean>((input) => {
  if (['1', 'true'].includes(String(input))) return true;
  if (['0', 'false'].includes(String(input))) return false;
  throw new TypeError(`"${input}" is neither 1 nor 0`);
});

/** A cluster of ClickHouse: its name, or a macro for it. */
export const clusterName = makeValidator<string>((input) => {
  if (/^(\w[\w-]*|\{\w+\})$/.test(String(input))) return String(input);
  throw new TypeError(`"${input}" is neither the name of a cluster, such as argus, nor a macro, such as {cluster}`);
});
