import type { OutcomeCounts } from '../api/pipeline.api.js';

/** The ledger's columns with what each means to a person. */
export const LEDGER_COLUMNS = [
  { key: 'received', label: 'Received', note: 'every event that reached the gateway' },
  { key: 'stored', label: 'Stored', note: 'in ClickHouse' },
  { key: 'queued', label: 'Queued', note: 'safe on disk, not stored yet' },
  { key: 'duplicate', label: 'Duplicate', note: 'known already; not counted twice' },
  { key: 'invalid', label: 'Invalid', note: 'refused with the wrong fields named' },
  { key: 'bot', label: 'Bot', note: 'not human' },
  { key: 'poison', label: 'Poison', note: 'ClickHouse refused it; kept as an error' },
  { key: 'throttled', label: 'Throttled', note: 'over the budget; the sender was told when to come back' },
  { key: 'refused_full', label: 'Refused', note: 'the queue was full or stopping' },
] as const satisfies readonly { key: keyof OutcomeCounts; label: string; note: string }[];

export interface LedgerRow {
  source: string;
  counts: OutcomeCounts;
}

/** One row a source, the busiest first; `only` narrows to one. */
export function ledgerRows(sources: Readonly<Record<string, OutcomeCounts>>, only: string): LedgerRow[] {
  return Object.entries(sources)
    .filter(([source]) => only === '' || source === only)
    .map(([source, counts]) => ({ source, counts }))
    .sort((a, b) => (b.counts.received ?? 0) - (a.counts.received ?? 0) || (a.source < b.source ? -1 : 1));
}
