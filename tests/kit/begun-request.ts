import { type Socket, connect } from 'node:net';
import { waitUntil } from './wait-for.js';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/** A request whose headers the gateway has read; its body is for the test to send, or not. */
export interface BegunRequest {
  socket: Socket;
  /** What was answered after "100 Continue". */
  told: () => string;
  isClosed: () => boolean;
}

/** Sends the headers of a `POST` of JSON to a path of the product; `headers`: lines that say how long the body is, and more. */
export async function beginRequest(url: string, path: string, headers: readonly string[]): Promise<BegunRequest> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let told = '';
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => (told += chunk.toString('latin1')));
  socket.on('error', () => {});
  socket.on('close', () => (isClosed = true));
  const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', 'Expect: 100-continue'];
  socket.write(`${[...head, ...headers].join('\r\n')}\r\n\r\n`);
  await waitUntil(
    () => told,
    (text) => text.startsWith(CONTINUE),
  );
  return { socket, told: () => told.slice(CONTINUE.length), isClosed: () => isClosed };
}
