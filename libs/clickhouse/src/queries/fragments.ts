/** Which sources a question is about; undefined is all of them. */
export type Sources = readonly string[] | undefined;

/** A condition on `source`, to be put after another one; its parameter is `sources`. */
export const ofSources = (sources: Sources): string => (sources ? 'AND source IN {sources:Array(String)}' : '');

/** A range of time in microseconds since the epoch, both ends inclusive. */
export interface TimeRange {
  fromUs: number;
  toUs: number;
}

/** The bound parameter `name` (Int64, microseconds since the epoch) as ClickHouse's time. */
export const instant = (name: string): string => `fromUnixTimestamp64Micro({${name}:Int64}, 'UTC')`;

/** The bound parameter `name` (seconds since the epoch) as ClickHouse's time. */
export const second = (name: string): string => `toDateTime({${name}:UInt32}, 'UTC')`;

/** The last second that a DateTime holds (year 2106). */
export const MAX_SECOND = 4_294_967_295;
