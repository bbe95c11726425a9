import type { EventId } from '@argus/dedup';

/** An event id as gateways share it. */
export interface SharedId {
  source: string;
  /** The 16 bytes of the UUID, one character each. */
  id: string;
  /** Of the payload: unsigned, 32 bits. */
  checksum: number;
}

/** The 16 bytes of an id, one character each, whichever form it has. Pure. */
export const idBytes = (id: EventId): string =>
  (typeof id === 'string' ? Buffer.from(id.replaceAll('-', ''), 'hex') : Buffer.from(id)).toString('latin1');

/** Where Redis keeps it. Pure. */
export const redisKey = ({ source, id }: SharedId): Buffer => Buffer.from(`argus:id:${source}:${id}`, 'latin1');

/** The checksum as the scripts compare it. Pure. */
export const checksumText = ({ checksum }: SharedId): string => checksum.toString(16).padStart(8, '0');
