import { fork } from 'node:child_process';
import path from 'node:path';

const SCRIPT = path.resolve(import.meta.dirname, 'bare.process.js');

/** A bare Fastify server in a process of its own. */
export interface Bare {
  port: number;
  end(): void;
}

/** With `file` it answers when the event is flushed to that file. */
export function startBare(file?: string): Promise<Bare> {
  return new Promise((resolve, reject) => {
    const args = file === undefined ? [] : [file];
    const child = fork(SCRIPT, args, { execArgv: [], env: { NODE_ENV: 'production' } });
    child.once('exit', () => reject(new Error('the bare server ended')));
    child.once('message', (port: number) => resolve({ port, end: () => child.disconnect() }));
  });
}
