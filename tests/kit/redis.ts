import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

/** A real Redis on a port of its own, which keeps nothing: `npm test` installs it where there is none. */
export class RedisUnderTest {
  #process: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<RedisUnderTest> {
    const redis = new RedisUnderTest(await freePort());
    await redis.again();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Starts it (again), with nothing in its memory. */
  async again(): Promise<void> {
    const quiet = ['--save', '', '--appendonly', 'no', '--loglevel', 'warning', '--dir', '/tmp'];
    const process = spawn('redis-server', ['--port', String(this.port), '--bind', '127.0.0.1', ...quiet], {
      stdio: 'ignore',
    });
    this.#process = process;
    const failed = new Promise<never>((_, reject) => process.once('error', reject));
    await Promise.race([failed, waitFor(() => this.command('PING'), '+PONG')]);
  }

  /** Sends one inline command and answers the reply as Redis writes it. */
  command(line: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write(`${line}\r\nQUIT\r\n`));
      let reply = '';
      socket.on('data', (chunk: Buffer) => (reply += chunk.toString('latin1')));
      socket.on('error', reject);
      socket.on('close', () => resolve(reply.replace(/\+OK\r\n$/, '').trim()));
    });
  }

  /** Kills it; its memory is gone. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
    process.kill('SIGKILL');
    await ended;
  }
}
