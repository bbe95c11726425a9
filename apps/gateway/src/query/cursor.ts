/** Where a walk stands: time in microseconds, sequence and id of the last row, and the direction it goes. */
export interface Cursor {
  us: number;
  sequence: number;
  id: string;
  order: 'asc' | 'desc';
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An opaque text that fits into a URL as it is. */
export const encodeCursor = ({ us, sequence, id, order }: Cursor): string =>
  Buffer.from(JSON.stringify([us, sequence, id, order === 'asc' ? 1 : 0])).toString('base64url');

/** The reverse of `encodeCursor`; undefined for anything that it did not make. Pure. */
export function decodeCursor(text: string): Cursor | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 4) return undefined;
    const [us, sequence, id, ascending] = parts as unknown[];
    if (!Number.isSafeInteger(us) || !Number.isSafeInteger(sequence) || Number(sequence) < 0) return undefined;
    if (typeof id !== 'string' || !UUID.test(id) || (ascending !== 0 && ascending !== 1)) return undefined;
    return { us: Number(us), sequence: Number(sequence), id, order: ascending === 1 ? 'asc' : 'desc' };
  } catch {
    return undefined;
  }
}
