/**
 * How one request lies in the queue.
 *
 * The events of a frame are stored column by column, each column exactly as ClickHouse's Native format wants it
 * (https://clickhouse.com/docs/interfaces/formats/Native): a worker that sends a range of frames copies whole columns and
 * never looks at a single value. The encoding is paid for once, on the way in.
 *
 * ```
 * u8   version (1)
 * u64  received_at, microseconds
 * str  source                                    (str = varint length in bytes, UTF-8)
 * var  events, rejections, error rows
 * var  accepted, duplicate, invalid, bot, conflicting
 * if there are events:
 *   16 x n   event_id   (two little-endian u64, high half first: ClickHouse's UUID)
 *    8 x n   timestamp  (i64, microseconds)
 *   for user_id, session_id, category, name, page_url, data:  u32 bytes of the column, then n x str
 * for every rejection:
 *   str event, var fields, for each: 16 bytes error_id, str field, str code, str message
 * ```
 *
 * Sequences: row i of the events has the frame's first sequence + i; error rows follow; a frame without rows takes one.
 * Integrity is the queue's affair (it keeps a checksum of each record); a reader here only refuses what it cannot read.
 */
export const FRAME_VERSION = 1;

/** The string columns of an event, in the order in which a frame holds them. */
export const STRING_COLUMNS = ['user_id', 'session_id', 'category', 'name', 'page_url', 'data'] as const;

export const UUID_BYTES = 16;
export const TICKS_BYTES = 8;

/** A frame whose bytes are not what this version writes. */
export class FrameFormatError extends Error {
  override name = 'FrameFormatError';
}
