/**
 * The durable record of one insert, written before its first byte is sent. The queue keeps it and gives it back; only
 * `first`, `last` and `token` mean something to it.
 */
export interface Manifest {
  readonly first: number;
  readonly last: number;
  /** Belongs to exact bytes; unique, since it carries the queue's id and epoch. */
  readonly token: string;
  readonly rows: number;
  /** Of the bytes that are sent; the sender's business. */
  readonly checksum: string;
  readonly state: string;
  readonly attempt: number;
  /** Whatever else the sender must know again after a crash; JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}
