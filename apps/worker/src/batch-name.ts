/**
 * A batch is named once and for ever: queue / epoch of its opening / first-last. The epoch is new at each opening of the
 * queue, so that a name can never come to mean other bytes. Parts of a batch add their table or months.
 */
export function batchName(queueId: string, epoch: number, range: { first: number; last: number }): string {
  return `${queueId}/${epoch}/${range.first}-${range.last}`;
}

/** The name of one insert of a batch: what its rows carry in `batch_id`, and its first deduplication token. */
export const partName = (batch: string, part: string): string => `${batch}/${part}`;
