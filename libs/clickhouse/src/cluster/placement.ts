/**
 * Tables of housekeeping: few rows that every server must know, so every server has all of them. They keep their name,
 * and nothing stands above them.
 */
export const EVERYWHERE: readonly string[] = [
  'schema_migrations',
  'delivery_holds',
  'retention_changes',
  'gateway_settings',
];

export const isEverywhere = (table: string): boolean => EVERYWHERE.includes(table);

/**
 * By what the rows of a table are spread over the shards. It must follow from the row alone: a batch that is sent again
 * has to be cut as it was the first time, or its tokens would not match.
 *
 * A person's events go to one shard, and so do those of a session without a user; `activity_daily` keeps the hashes of
 * both, which are the same numbers. Errors stay together by event, since a view counts events by the rows of one insert.
 * Everything else may lie anywhere: its rows are summed over all shards.
 */
export function shardingKey(columns: string, sortingKey: string): string {
  const has = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(`${columns} ${sortingKey}`);
  if (has('user_id') && has('session_id')) return "sipHash64(if(user_id != '', user_id, session_id))";
  if (has('user') && has('session')) return 'if(user != 0, user, session)';
  if (has('error_id') && has('event')) return 'cityHash64(event)';
  return `cityHash64(${sortingKey})`;
}
