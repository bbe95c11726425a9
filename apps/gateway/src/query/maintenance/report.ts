import type { Difference } from '@argus/clickhouse';

const SHOWN = 20;

/** What a comparison found, for people. Pure. */
export function describeDifferences(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'Every aggregate equals the raw events.';
  const lines = differences.slice(0, SHOWN).map(({ table, bucket, expected_rows: expected, actual_rows: actual }) => {
    const when = new Date(bucket * 1000).toISOString().replace('.000Z', 'Z');
    const rows = expected === actual ? 'rows have other values' : `${actual} rows instead of ${expected}`;
    return `  ${table} at ${when}: ${rows}`;
  });
  const more = differences.length > SHOWN ? [`  and ${differences.length - SHOWN} more`] : [];
  const what = differences.length === 1 ? '1 bucket differs' : `${differences.length} buckets differ`;
  return [`${what} from the raw events ("npm run rebuild" mends it):`, ...lines, ...more].join('\n');
}
