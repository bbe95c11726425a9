import { waitUntil } from '../../kit/index.js';
import { wrongAggregates } from './aggregates.js';
import { ask, eachRow } from './clickhouse.js';
import { type NumberedEvent, fingerprint } from './numbered.js';

/** How the stored events compare with those that were acknowledged. All zero and empty: nothing lost, nothing doubled. */
export interface Verdict {
  lost: number;
  doubled: number;
  altered: number;
  /** Stored though nobody was told that they were accepted. */
  unasked: number;
  wrongAggregates: Record<string, number>;
  /** Whether the ledger says the same: so many stored, none queued, and it adds up. */
  ledgerAgrees: boolean;
}

export const INTACT: Verdict = {
  lost: 0,
  doubled: 0,
  altered: 0,
  unasked: 0,
  wrongAggregates: {},
  ledgerAgrees: true,
};

export interface Places {
  url: string;
  /** Further gateways on the same ClickHouse, each with a ledger of its own. */
  others?: readonly string[];
  clickhouseUrl: string;
}

interface Outcomes {
  totals: { queued: number; stored: number; poison: number };
  adds_up: boolean;
}

interface StoredRow extends Omit<NumberedEvent, 'data'> {
  data: string;
}

/** The outcomes of all gateways together. */
async function outcomes({ url, others = [] }: Places): Promise<Outcomes> {
  const each = await Promise.all(
    [url, ...others].map(async (one) => {
      const response = await fetch(`${one}/outcomes`, { signal: AbortSignal.timeout(30_000) });
      return (await response.json()) as Outcomes;
    }),
  );
  const sum = (of: keyof Outcomes['totals']) => each.reduce((total, { totals }) => total + totals[of], 0);
  const totals = { queued: sum('queued'), stored: sum('stored'), poison: sum('poison') };
  return { totals, adds_up: each.every(({ adds_up: addsUp }) => addsUp) };
}

/** Waits until nothing is queued any more. */
export async function untilDrained(places: Places, patienceMs = 60_000): Promise<void> {
  await waitUntil(
    async () => (await outcomes(places)).totals.queued,
    (queued) => queued === 0,
    patienceMs,
    'of 0 queued events',
  );
}

/** Compares what is stored with what was acknowledged, event by event, and every aggregate with the raw rows. */
export async function judge(places: Places, acknowledged: readonly NumberedEvent[]): Promise<Verdict> {
  const expected = new Map(acknowledged.map((event) => [event.event_id, fingerprint(event)]));
  const found = new Set<string>();
  const verdict = { lost: 0, doubled: 0, altered: 0, unasked: 0 };
  const query = `SELECT event_id, toUnixTimestamp64Milli(timestamp) AS timestamp, user_id, session_id, category, name, page_url, data
     FROM events SETTINGS output_format_json_quote_64bit_integers = 0`;
  await eachRow<StoredRow>(places.clickhouseUrl, query, (row) => {
    const id = row.event_id;
    if (found.has(id)) verdict.doubled++;
    found.add(id);
    const wanted = expected.get(id);
    if (wanted === undefined) verdict.unasked++;
    else if (wanted !== fingerprint({ ...row, data: JSON.parse(row.data) as unknown })) verdict.altered++;
  });
  for (const id of expected.keys()) if (!found.has(id)) verdict.lost++;
  const { totals, adds_up: addsUp } = await outcomes(places);
  const ledgerAgrees = addsUp && totals.queued === 0 && totals.stored === expected.size - totals.poison;
  return { ...verdict, wrongAggregates: await wrongAggregates(places.clickhouseUrl), ledgerAgrees };
}

/** Waits for the queue to drain, then judges. */
export async function judgeWhenDrained(
  places: Places,
  acknowledged: readonly NumberedEvent[],
  patienceMs?: number,
): Promise<Verdict> {
  await untilDrained(places, patienceMs);
  return judge(places, acknowledged);
}

/** How many rows ClickHouse holds now. */
export const storedEvents = async ({ clickhouseUrl }: Places): Promise<number> =>
  Number(await ask(clickhouseUrl, 'SELECT count() FROM events'));
