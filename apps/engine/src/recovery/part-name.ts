/** A part of a MergeTree table, as the name of its folder says. */
export interface Part {
  partition: string;
  minBlock: bigint;
  maxBlock: bigint;
}

// A partition id has no underscore: it is a number, a hash, or several of them joined by dashes.
const NAME = /^([^_]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/;
/** Folders of parts that are being made or taken away; their rows are not in the table. */
const UNFINISHED = /^(?:tmp|delete|broken|ignored|clone|attaching|moving)/;

/** Reads `partition_min_max_level[_mutation]`; undefined for whatever else lies in a table's folder. */
export function parsePart(name: string): Part | undefined {
  const match = UNFINISHED.test(name) ? undefined : NAME.exec(name);
  if (!match) return undefined;
  const [, partition = '', min = '0', max = '0'] = match;
  return { partition, minBlock: BigInt(min), maxBlock: BigInt(max) };
}

/** Whether the rows of `part` are in the table: as that part, or in one that it was merged into. */
export function isCovered(part: Part, present: readonly Part[]): boolean {
  return present.some(
    (other) => other.partition === part.partition && other.minBlock <= part.minBlock && other.maxBlock >= part.maxBlock,
  );
}
