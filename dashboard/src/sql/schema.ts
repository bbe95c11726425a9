import { runQuery } from '../api/query.api.js';

const first = (row: unknown[]) => String(row[0]);

/** Tables with their columns, for completion. */
export async function fetchSchema(): Promise<Record<string, string[]>> {
  const tables = (await runQuery('SHOW TABLES')).rows.map(first);
  const columns = await Promise.all(
    tables.map(async (table) => (await runQuery(`DESCRIBE TABLE \`${table.replaceAll('`', '')}\``)).rows.map(first)),
  );
  return Object.fromEntries(tables.map((table, index) => [table, columns[index] ?? []]));
}
