import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

const ANSWERS: Record<string, { status: number; detail: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    detail: 'The request took too long to arrive. Send less at once, or faster.',
  },
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The headers are larger than this server takes (8 KiB).' },
};
const NOT_HTTP = { status: 400, detail: 'This is not a request of HTTP/1.1, or its method does not exist.' };

const answered = new WeakMap<Socket, number>();

/** What the sender of a broken request was told on its connection; undefined: nothing. */
export const brokenRequestStatus = (socket: Socket): number | undefined => answered.get(socket);

/** The whole answer, as bytes go, to a request that could not be read as HTTP. Pure. */
export function brokenRequestAnswer(code: string): string {
  const { status, detail } = ANSWERS[code] ?? NOT_HTTP;
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  return [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: application/problem+json; charset=utf-8',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** What no route sees, because it is no HTTP, gets problem details all the same; the connection ends with it. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  answered.set(socket, (ANSWERS[error.code ?? ''] ?? NOT_HTTP).status);
  socket.end(brokenRequestAnswer(error.code ?? ''), () => socket.destroy());
}
