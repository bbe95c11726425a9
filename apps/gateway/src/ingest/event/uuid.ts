import { hash, randomFillSync } from 'node:crypto';

/** Any UUID in its canonical spelling, whatever its version; upper case is read, lower case is stored. */
export const UUID_PATTERN = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
const DASH = 0x2d;
const SEVEN = 0x37;
const POOL_BYTES = 8_192;
/** Two for the counter, eight for an id: more than one call ever takes. */
const BYTES_A_CALL = 10;

/**
 * Makes UUIDv7 by `now` (milliseconds), increasing in the order of the calls even within a millisecond. Over ten times as
 * fast as the uuid package (0.15 against 2.4 microseconds), which would cost more than the rest of an event's validation:
 * the text is written into one buffer, whose head changes once a millisecond.
 */
export function createUuidV7(now: () => number): () => string {
  const text = Buffer.alloc(36, DASH);
  const pool = Buffer.alloc(POOL_BYTES);
  let at = POOL_BYTES;
  let lastMs = 0;
  let counter = 0;
  text[14] = SEVEN;

  const putByte = (offset: number, byte: number): void => {
    text[offset] = DIGITS[byte >> 4] as number;
    text[offset + 1] = DIGITS[byte & 15] as number;
  };
  const random = (): number => pool[at++] as number;
  const beginMillisecond = (ms: number): void => {
    lastMs = ms;
    // Starts in the lower half, so that 2,048 ids at least fit into a millisecond.
    counter = ((random() << 8) | random()) & 0x7ff;
    const hex = ms.toString(16).padStart(12, '0');
    text.write(hex.slice(0, 8), 0, 8, 'latin1');
    text.write(hex.slice(8), 9, 4, 'latin1');
  };

  return () => {
    if (at + BYTES_A_CALL > POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    const ms = now();
    counter++;
    if (ms > lastMs || counter > 0xfff) beginMillisecond(Math.max(ms, lastMs + 1));
    text[15] = DIGITS[counter >> 8] as number;
    putByte(16, counter & 0xff);
    putByte(19, 0x80 | (random() & 0x3f));
    putByte(21, random());
    for (let offset = 24; offset < 36; offset += 2) putByte(offset, random());
    return text.toString('latin1');
  };
}

/** The UUID that (source, idempotency key, index of the event) always has: version 8, from SHA-256. Pure. */
export function deriveUuid(source: string, key: string, index: number): string {
  const digest = hash('sha256', JSON.stringify([source, key, index]), 'hex');
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  const [a, b, c] = [digest.slice(0, 8), digest.slice(8, 12), digest.slice(13, 16)];
  return `${a}-${b}-8${c}-${variant}${digest.slice(18, 20)}-${digest.slice(20, 32)}`;
}
