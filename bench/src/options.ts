import { Command, InvalidArgumentError, Option } from 'commander';
import { SCENARIOS, type ScenarioName } from './scenarios/scenario.js';

/** What a run does, with every default filled in. */
export interface BenchOptions {
  only: ScenarioName[];
  /** Seconds of one measurement of ingestion; others are multiples of it. */
  seconds: number;
  /** How often limit, batch and single are measured; the report has the medians. */
  rounds: number;
  /** Requests to each read endpoint. */
  reads: number;
  /** How many events are stored when reading is measured, growing. */
  storedEvents: number[];
  soakSeconds: number;
  profileDir: string | undefined;
  outDir: string;
}

interface Given {
  only?: ScenarioName[];
  seconds?: number;
  rounds?: number;
  soak?: number;
  minutes?: number;
  quick: boolean;
  large: boolean;
  profile?: string;
  out: string;
}

function scenarios(text: string): ScenarioName[] {
  const names = text.split(',').map((name) => name.trim());
  const found = SCENARIOS.filter((name) => names.includes(name));
  if (found.length < names.length) throw new InvalidArgumentError(`There are: ${SCENARIOS.join(', ')}.`);
  return found;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value > 0)) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

/** Reads the command line; prints help and ends the process where that is what was asked for. */
export function readOptions(args: string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description(
      'Starts the real product in a scratch folder and measures it. Prints a table and writes JSON, with the machine and the versions.\n' +
        'Takes ten to thirteen minutes; memory and processor shares are read from /proc (Linux).',
    )
    .addOption(new Option('--only <names>', `of ${SCENARIOS.join(', ')}, separated by commas`).argParser(scenarios))
    .option('--quick', 'short measurements and a million stored events: to try the command, not to quote', false)
    .option('--large', 'reading also with 100 million stored events (about ten minutes more, 6 GB of disk)', false)
    .addOption(new Option('--seconds <n>', 'length of one measurement (default 10; quick 3)').argParser(positive))
    .addOption(
      new Option('--rounds <n>', 'measurements of limit, batch and single (default 3; quick 1)').argParser(positive),
    )
    .addOption(
      new Option('--soak <seconds>', 'length of the load for memory (default 60; quick 10)').argParser(positive),
    )
    .addOption(
      new Option('--minutes <n>', 'the same in minutes: 10 for the target').argParser(positive).conflicts('soak'),
    )
    .option('--profile <folder>', 'leave CPU profiles of the main threads there; slows them down')
    .option('--out <folder>', 'where the JSON goes', 'bench-results');
  const given = command.parse(args, { from: 'user' }).opts<Given>();
  const { quick } = given;
  return {
    only: given.only ?? [...SCENARIOS],
    seconds: given.seconds ?? (quick ? 3 : 10),
    rounds: given.rounds ?? (quick ? 1 : 3),
    reads: quick ? 20 : 100,
    storedEvents: [1e6, ...(quick ? [] : [1e7]), ...(given.large ? [1e8] : [])],
    soakSeconds: given.soak ?? (given.minutes === undefined ? (quick ? 10 : 60) : given.minutes * 60),
    profileDir: given.profile,
    outDir: given.out,
  };
}
