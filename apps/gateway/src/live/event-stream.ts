import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A reader that takes nothing for so long is shed. */
const PATIENCE_MS = 10_000;

/** One message of a stream of server-sent events; JSON has no line breaks, so one `data` line is enough. Pure. */
export function message(event: string, data: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Writes server-sent events no faster than they are read: nothing is kept for a slow reader but its socket's buffer. */
export class EventStream {
  constructor(private readonly response: ServerResponse) {}

  /** Sends a text and waits until the reader has room for more. Rejects (AbortError) where it takes none for 10 s. */
  async write(text: string): Promise<void> {
    if (this.response.destroyed || this.response.write(text)) return;
    await once(this.response, 'drain', { signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  /** Ends the stream; one that does not drain is cut. */
  end(): void {
    if (this.response.writableNeedDrain) this.response.destroy();
    else this.response.end();
  }
}
