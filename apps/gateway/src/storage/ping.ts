import type { ClickHouseClient } from '@argus/clickhouse';
import { withPatience } from './patience.js';

/**
 * A ClickHouse that accepts connections and never answers is down as well. A busy machine's, which was seen to need two
 * seconds, must not be taken for one: reading is refused then.
 */
const PATIENCE_MS = 5_000;

/** Asks whether ClickHouse is there; rejects with what is wrong when it is not, when it is late, or when `stop` aborts. */
export async function ping(client: ClickHouseClient, stop: AbortSignal): Promise<void> {
  const ask = (signal: AbortSignal) => client.ping({ select: false, abort_signal: signal });
  const answer = await withPatience(PATIENCE_MS, ask, stop);
  if (!answer.success) throw answer.error;
}
