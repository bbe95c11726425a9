import { UUID_BYTES } from './frame.format.js';
import type { OpenFrame } from './open-frame.js';
import { readUuid } from './uuid.bytes.js';

/** The id of one event of an opened frame. */
export const eventIdAt = ({ payload, columns }: OpenFrame, row: number): string =>
  readUuid(payload, columns.eventIdsAt + row * UUID_BYTES);
