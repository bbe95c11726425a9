import { LIMITS } from '@argus/contract';
import { MalformedItem } from '../body/parsed-body.js';

/** An event as it was received, as JSON text of at most 16 KiB; a longer one is cut, between characters. */
export function asReceived(item: unknown): string {
  const text = item instanceof MalformedItem ? item.text.toWellFormed() : JSON.stringify(item);
  if (text.length * 3 <= LIMITS.storedEventBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= LIMITS.storedEventBytes) return text;
  let end = LIMITS.storedEventBytes;
  // A byte of the form 10xxxxxx continues a character.
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
