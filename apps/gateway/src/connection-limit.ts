import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server. */
export interface Connections {
  /** From now on each of them ends with the answer that is due on it, which says so. */
  keepNone(): void;
}

/**
 * How many connections are open at once is bounded, and whoever opens many and says nothing must not keep others out:
 * `server.maxConnections` refuses the newest connection, and so everybody but the attacker. Here the one gives way that is
 * worth least, oldest first:
 *
 *   1. one that has not made a request yet (idle, or sending its headers slowly),
 *   2. one that is kept open between two requests,
 *   3. one whose body is still on its way,
 *   4. the new one, where all others wait for answers.
 *
 * Time limits end such connections too (5 s for headers, 15 s for a request), but only after they were in the way.
 */
export function limitConnections(server: Server, most: number): Connections {
  /** The answer to the last request of each connection; undefined before the first. In the order of connecting. */
  const open = new Map<Socket, ServerResponse | undefined>();
  const silent = new Set<Socket>();

  const oldest = (isMeant: (last: ServerResponse) => boolean): Socket | undefined => {
    for (const [socket, last] of open) if (last && isMeant(last)) return socket;
    return undefined;
  };

  const leastWorth = (newest: Socket): Socket => {
    const [first = newest] = silent;
    if (first !== newest) return first;
    return oldest((last) => last.writableFinished) ?? oldest((last) => !last.req.complete) ?? newest;
  };

  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined);
    silent.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      silent.delete(socket);
    });
    if (open.size <= most) return;
    const given = leastWorth(socket);
    // It counts no longer, although its `close` comes later.
    open.delete(given);
    silent.delete(given);
    given.destroy();
  });

  // No listener for each request: this is the way of every event.
  server.on('request', ({ socket }, response) => {
    silent.delete(socket);
    if (open.has(socket)) open.set(socket, response);
  });

  return {
    keepNone() {
      for (const answer of open.values()) if (answer) answer.shouldKeepAlive = false;
    },
  };
}
