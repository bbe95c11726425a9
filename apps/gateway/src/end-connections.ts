import type { Server } from 'node:http';
import type { Connections } from './connection-limit.js';

const POLL_MS = 50;
/** Of the 3.4 s that the supervisor waits; the rest is for closing what is on disk. */
const PATIENCE_MS = 2_000;

/**
 * At a stop no connection outlives the answer that is due on it: a server closes when the last one has ended. `close()`
 * ends only those that are idle at that moment; here those follow that become idle later, and after two seconds all of
 * them: a body that does not come must not keep the gateway until it is killed. Nothing of it was acknowledged.
 */
export function endConnections(server: Server, connections: Connections): void {
  connections.keepNone();
  const lastMs = performance.now() + PATIENCE_MS;
  const timer = setInterval(() => {
    if (performance.now() >= lastMs) server.closeAllConnections();
    else if (!server.listening) server.closeIdleConnections();
  }, POLL_MS);
  server.once('close', () => clearInterval(timer));
}
