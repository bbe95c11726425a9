import { text } from 'node:stream/consumers';
import { askFreely, createReader, errorCodeOf, errorName } from '@argus/clickhouse';
import { loadGatewayConfig } from '@argus/config';
import { HELP, parseArguments } from './sql/sql.arguments.js';

const FORMAT = process.stdout.isTTY ? 'PrettyCompactMonoBlock' : 'TabSeparatedWithNames';

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = errorCodeOf(error);
  if (code !== undefined) return `${message} (${errorName(code)}, code ${code})`;
  return /ECONNREFUSED|socket hang up/.test(message)
    ? 'ClickHouse does not answer. Is Argus running (npm start)?'
    : message;
}

async function main(): Promise<void> {
  const { help, sql, format } = parseArguments(process.argv.slice(2));
  if (help) return console.log(HELP);
  const question = sql === '' ? await text(process.stdin) : sql;
  if (question.trim() === '') return console.log(HELP);
  const { url, database } = loadGatewayConfig().clickhouse;
  const reader = createReader({ url, database });
  try {
    process.stdout.write((await askFreely(reader, { sql: question, format: format ?? FORMAT })).body);
  } finally {
    await reader.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
