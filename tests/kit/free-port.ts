import { createServer } from 'node:net';

/**
 * Below those that the operating system gives to outgoing connections: it would give one of them away while the product
 * that listened there starts again. Above 10080, the highest that fetch and browsers call a bad port.
 */
const LOWEST = 10_100;
const SLICES = 219;
const SLICE = 100;

// Processes that run at the same time have different ids: none takes what another has found free and not yet taken.
const first = LOWEST + (process.pid % SLICES) * SLICE;
let next = Math.floor(Math.random() * SLICE);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A TCP port of 127.0.0.1 that was free a moment ago, and that nobody gets who does not ask for it by number. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < SLICE; tries++) {
    const port = first + (next++ % SLICE);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${first} to ${first + SLICE - 1}`);
}
