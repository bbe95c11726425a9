/**
 * The settings that every session begins with, stated because releases change the defaults (26.x: `async_insert=1`).
 * An insert is one block, in order, with its views, or an error; nothing that a view does wrong is swallowed.
 */
const baseSettings = {
  async_insert: 0,
  max_insert_threads: 1,
  max_insert_block_size: 1_048_576,
  min_insert_block_size_rows: 1_048_576,
  min_insert_block_size_bytes: 268_435_456,
  min_insert_block_size_rows_for_materialized_views: 1_048_576,
  min_insert_block_size_bytes_for_materialized_views: 268_435_456,
  materialized_views_ignore_errors: 0,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // One event from long ago must not refuse its whole batch.
  max_partitions_per_insert_block: 0,
  // clickhouse-local's conveniences, which a server does not have.
  implicit_select: 0,
  allow_introspection_functions: 0,
} as const;

/** Options of `clickhouse local` for a connection. */
export function connectionArgs(configFile: string, maxQueryBytes: number): string[] {
  const settings = Object.entries({ ...baseSettings, max_memory_usage: maxQueryBytes });
  return [`--config-file=${configFile}`, ...settings.map(([name, value]) => `--${name}=${value}`)];
}
