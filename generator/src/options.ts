import { Command, Option } from 'commander';
import { parseDuration, parseMoment, parseRate, parseShare, parseUrl, wholeNumber } from './options.parse.js';
import { DIALECTS, type Dialect } from './traffic/dialect.js';

const DAY_MS = 86_400_000;
const DEFAULT_BACKFILL_DAYS = 28;
const BACKFILL_BATCH = 1_000;
/** Above so many requests a second, events travel together by default: it is events that one wants to see. */
const COMFORTABLE_REQUESTS = 200;

/** What the command was asked to do, with every default filled in. */
export interface GeneratorOptions {
  url: string;
  key: string | undefined;
  source: string | undefined;
  /** Events per second; undefined: as fast as the gateway takes them (back-fills only). */
  rate: number | undefined;
  durationSeconds: number | undefined;
  /** Events per request. */
  batch: number;
  connections: number;
  /** Seconds that an absent gateway is waited for at the start. */
  waitSeconds: number;
  users: number;
  dialects: readonly Dialect[];
  invalid: number;
  bots: number;
  late: number;
  seed: number;
  backfill: { events: number; fromMs: number; toMs: number } | undefined;
  json: boolean;
  ui: { port: number } | undefined;
}

interface Parsed {
  url: string;
  key?: string;
  source?: string;
  rate?: number;
  duration?: number;
  batch?: number;
  connections?: number;
  wait: number;
  users: number;
  dialect: Dialect | 'mixed';
  invalid: number;
  bots: number;
  late: number;
  seed?: number;
  backfill?: number;
  from?: ReturnType<typeof parseMoment>;
  to?: ReturnType<typeof parseMoment>;
  json?: boolean;
  ui?: boolean;
  uiPort: number;
}

function declare(): Command {
  return new Command('npm run generate --')
    .description(
      'Sends random, realistic events to a gateway until stopped (Ctrl-C), then tells what the gateway said of them.',
    )
    .addOption(
      new Option('--url <url>', 'where the gateway is')
        .argParser(parseUrl)
        .default('http://127.0.0.1:3000')
        .env('ARGUS_URL'),
    )
    .addOption(new Option('--key <key>', 'an ingest key, where the gateway asks for one').env('ARGUS_KEY'))
    .option('--source <name>', 'the source that the events belong to, where the gateway has no keys')
    .option('--rate <events>', 'events per second (default: 100; back-fills: as fast as possible)', parseRate)
    .option('--duration <time>', 'stop after 30s, 5m, 1h (default: when stopped)', parseDuration)
    .option('--batch <events>', 'events per request (default: 1 up to 200 events/s, then more)', wholeNumber(1, 10_000))
    .option('--connections <n>', 'requests under way at once (default: 64; back-fills: 8)', wholeNumber(1, 1_024))
    .option('--wait <time>', 'how long to wait for a gateway that does not answer yet', parseDuration, 30)
    .option('--users <n>', 'how many people there are', wholeNumber(1, 100_000_000), 1_000)
    .addOption(
      new Option('--dialect <name>', 'how events are written').choices([...DIALECTS, 'mixed']).default('mixed'),
    )
    .option('--invalid <share>', 'share of deliberately invalid events, such as 0.05 or 5%', parseShare, 0)
    .option('--bots <share>', 'share of events that bots send: page-view bursts and crawlers', parseShare, 0)
    .option('--late <share>', 'share of events that happened minutes to days ago', parseShare, 0)
    .option('--seed <n>', 'the same seed sends the same events with the same ids again', wholeNumber(0, 4_294_967_295))
    .option(
      '--backfill <events>',
      'send so many events of a period in the past, then stop',
      wholeNumber(1, 1_000_000_000),
    )
    .option(
      '--from <time>',
      'first day of the back-fill, such as 2025-05-01 (default: 28 days before the end)',
      parseMoment,
    )
    .option('--to <time>', 'last day of the back-fill, inclusive (default: now)', parseMoment)
    .option('--json', 'print the report as one line of JSON')
    .option('--ui', 'serve the generator page and the demo page instead of sending')
    .option('--ui-port <port>', 'port of these pages (0: any free one)', wholeNumber(0, 65_535), 0)
    .addHelpText('after', EXAMPLES);
}

const EXAMPLES = `
Examples:
  npm run generate -- --rate 100
  npm run generate -- --rate 5000 --duration 1m --invalid 5% --bots 2%
  npm run generate -- --backfill 5000 --from 2025-05-01 --to 2025-05-29
  npm run generate -- --ui

Stopping (Ctrl-C) waits for the answers that are still due; a second Ctrl-C does not.
The exit code is 1 when an event could not be delivered.`;

/** Reads the command line; prints help or what is wrong and ends the process where that is asked for. `randomSeed`: where none is given. */
export function readOptions(args: string[], nowMs: number, randomSeed: number): GeneratorOptions {
  const command = declare().parse(args, { from: 'user' });
  const parsed = command.opts<Parsed>();
  const backfill = period(parsed, nowMs, (message) => command.error(`error: ${message}`));
  const rate = parsed.rate ?? (backfill ? undefined : 100);
  return {
    url: parsed.url,
    key: parsed.key,
    source: parsed.source,
    rate,
    durationSeconds: parsed.duration,
    batch: parsed.batch ?? defaultBatch(rate),
    connections: parsed.connections ?? (backfill ? 8 : 64),
    waitSeconds: parsed.wait,
    users: parsed.users,
    dialects: parsed.dialect === 'mixed' ? DIALECTS : [parsed.dialect],
    invalid: parsed.invalid,
    bots: parsed.bots,
    late: parsed.late,
    seed: parsed.seed ?? randomSeed,
    backfill,
    json: parsed.json ?? false,
    ui: parsed.ui ? { port: parsed.uiPort } : undefined,
  };
}

function defaultBatch(rate: number | undefined): number {
  if (rate === undefined) return BACKFILL_BATCH;
  return Math.min(BACKFILL_BATCH, Math.max(1, Math.ceil(rate / COMFORTABLE_REQUESTS)));
}

function period(parsed: Parsed, nowMs: number, fail: (message: string) => never): GeneratorOptions['backfill'] {
  if (parsed.backfill === undefined) {
    if (parsed.from || parsed.to) fail('--from and --to belong to --backfill');
    return undefined;
  }
  const toMs = Math.min(parsed.to?.endMs ?? nowMs, nowMs);
  const fromMs = parsed.from?.startMs ?? toMs - DEFAULT_BACKFILL_DAYS * DAY_MS;
  if (fromMs < 0) fail('--from lies before 1970');
  if (fromMs >= nowMs) fail('--from lies in the future');
  if (fromMs >= toMs) fail('--from must lie before --to');
  return { events: parsed.backfill, fromMs, toMs };
}
