import type { ClickHouseSettings } from '@clickhouse/client';

/** Said with every request: ClickHouse changes its defaults between versions (26.x turned `async_insert` on). */
export const STATED_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  output_format_json_quote_64bit_integers: 0,
  date_time_input_format: 'best_effort',
  session_timezone: 'UTC',
};

/**
 * How a batch is inserted: one block, so that one token covers it in the raw table and in every view's target; a
 * failing view fails the insert; the answer comes when everything is written.
 */
export const INSERT_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  wait_end_of_query: 1,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  materialized_views_ignore_errors: 0,
  max_insert_threads: '1',
  max_threads: 1,
  max_block_size: '1048576',
  max_insert_block_size: '1048576',
  min_insert_block_size_rows: '1048576',
  min_insert_block_size_bytes: '268435456',
  // A batch may hold events of many months; refusing it would lose the others.
  max_partitions_per_insert_block: '0',
  input_format_parallel_parsing: 0,
};
