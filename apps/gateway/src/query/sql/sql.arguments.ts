import { parseArgs } from 'node:util';

export const HELP = `Asks ClickHouse anything that only reads, as the user "reader".

  npm run sql -- "SELECT name, count() FROM events GROUP BY name"
  npm run sql -- --format JSONEachRow "SELECT * FROM events LIMIT 3"
  echo "SELECT 1" | npm run sql

Tables: events, errors and the aggregates (SHOW TABLES). Which ClickHouse: the settings of the gateway (CLICKHOUSE_URL,
CLICKHOUSE_PORT, ...). To change data, use any ClickHouse client with a user that may.

  --format NAME   any format of ClickHouse; default PrettyCompactMonoBlock on a terminal, else TabSeparatedWithNames`;

export interface SqlArguments {
  help: boolean;
  /** Empty: read it from standard input. */
  sql: string;
  format: string | undefined;
}

/** What a command line asks for; throws TypeError for what it does not know. Pure. */
export function parseArguments(args: readonly string[]): SqlArguments {
  const options = { format: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  return { help: values.help ?? false, sql: positionals.join(' ').trim(), format: values.format };
}
