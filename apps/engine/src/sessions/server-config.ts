const GIB = 1024 ** 3;

/** How much memory the engine may take, in bytes. */
export interface MemoryLimits {
  server: number;
  query: number;
}

/** Half of the machine, 4 GiB at most and 1 GiB at least: the gateway, and whatever else runs, need the rest. */
export function memoryLimits(machineBytes: number): MemoryLimits {
  const server = Math.round(Math.min(4 * GIB, Math.max(GIB, machineBytes / 2)));
  return { server, query: Math.round(server * 0.6) };
}

/**
 * The engine's configuration file. Caches and pools are sized for a guest on a small machine. Parts are flushed to
 * disk before an insert is answered, and merged sources kept for a minute, so that a power cut takes nothing back.
 * The embedded engine keeps no system logs (`query_log` and the like do not exist), so none can fill the disk.
 */
export function serverConfig(memory: MemoryLimits): string {
  return `<clickhouse>
  <max_server_memory_usage>${memory.server}</max_server_memory_usage>
  <mark_cache_size>134217728</mark_cache_size>
  <primary_index_cache_size>67108864</primary_index_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <index_mark_cache_size>16777216</index_mark_cache_size>
  <index_uncompressed_cache_size>0</index_uncompressed_cache_size>
  <query_condition_cache_size>16777216</query_condition_cache_size>
  <background_pool_size>4</background_pool_size>
  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
  <background_schedule_pool_size>8</background_schedule_pool_size>
  <background_common_pool_size>4</background_common_pool_size>
  <background_move_pool_size>1</background_move_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
    <old_parts_lifetime>60</old_parts_lifetime>
    <number_of_free_entries_in_pool_to_execute_mutation>2</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>2</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>2</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
</clickhouse>
`;
}
