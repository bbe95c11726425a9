import { type Part, isCovered, parsePart } from './part-name.js';

/*
 * The deduplication log of a MergeTree table (`non_replicated_deduplication_window` > 0), by which a block that was
 * sent twice with one token is inserted once.
 *
 *   store/<3 digits>/<uuid>/deduplication_logs/deduplication_log_<n>.txt, read in the order of n
 *   one record a line: operation TAB part TAB block id; operation 1 adds, 2 drops
 *
 * What goes wrong: the engine writes the record of a part, and then renames the part into its place. Killed between
 * the two, it has a record of rows that it does not have; the client, who got no answer, sends the block again with
 * the same token, and is told OK while nothing is inserted. The table is short of a block for ever.
 *
 * What is done, before the engine opens a folder whose last end was not clean: records that add a part which is not
 * there are left out, so that the second sending inserts. A part is there when its folder is, or that of a merged part
 * that covers it. A part in `detached` is not there (its rows are not in the table). A last line that was not written
 * to its end is cut off: the engine would append to it, and could read neither.
 *
 * What is not promised: anything after a power cut on a disk that lies about flushing, and tables whose logs were
 * written by several blocks at the same moment, which the engine's single insert lane does not do.
 */

const ADD = '1';

/** The log without its unfulfilled records; undefined when there is nothing to change. `dropped` are their parts. */
export function repairLog(text: string, present: readonly Part[]): { text: string; dropped: string[] } | undefined {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const dropped: string[] = [];
  const kept = complete.split('\n').filter((line) => {
    const [operation, name = ''] = line.split('\t');
    const part = operation === ADD ? parsePart(name) : undefined;
    if (!part || isCovered(part, present)) return true;
    dropped.push(name);
    return false;
  });
  const repaired = kept.join('\n');
  return repaired === text ? undefined : { text: repaired, dropped };
}
