import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { deathsAfter, restartDelay } from './backoff.js';
import { forPerson } from './log-line.js';

/** What a child says of itself over the IPC channel. */
type ChildMessage =
  | { type: 'ready'; port: number }
  /** `code`: the system's, such as ENOSPC, where it has one. */
  | { type: 'failed'; reason: string; code?: string };

/** Why a start may fail that is nobody's mistake and passes: the disk is full, also by what others write. */
const PASSING: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

export interface ChildOptions {
  name: string;
  /** Flags of Node.js itself. */
  flags: string[];
  /** The script to run; its path is what the process list shows. */
  script: string;
  /** Where relative paths of the child count from. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  /** Whether a person reads the output: then log lines are shown as text, not as JSON. */
  isForPeople: boolean;
}

/** The first start of a child did not succeed; the message is the child's own reason. */
export class ChildFailedError extends Error {
  override name = 'ChildFailedError';
}

/**
 * A process that is kept running: restarted with growing waits when it dies, until it is stopped. The IPC channel is
 * also its lifeline: a child ends by itself when the channel closes, so nothing outlives a killed supervisor.
 */
export class Child {
  #process: ChildProcess | undefined;
  #isStopping = false;
  #hasRun = false;
  #deaths = 0;
  #restart: NodeJS.Timeout | undefined;

  constructor(private readonly options: ChildOptions) {}

  /**
   * Starts the child; resolves with its port when it is ready, rejects with ChildFailedError when it ends before. On a full
   * disk it is tried again for as long as that lasts.
   */
  start(): Promise<number> {
    return new Promise((resolve, reject) => this.#spawn(resolve, reject));
  }

  /** Ends the child: SIGTERM, then SIGKILL after `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const impatience = setTimeout(() => {
      this.options.say(`${this.options.name} did not stop in ${patienceMs / 1000} s and is killed`);
      child.kill('SIGKILL');
    }, patienceMs);
    await ended;
    clearTimeout(impatience);
  }

  #spawn(onReady: (port: number) => void, onFailure: (error: ChildFailedError) => void): void {
    const { name, flags, script, cwd, env, say } = this.options;
    const startedAt = Date.now();
    let failure: { reason: string; code?: string } | undefined;
    const output = this.options.isForPeople ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, [...flags, script], {
      cwd,
      env,
      stdio: ['ignore', output, 'inherit', 'ipc'],
    });
    if (child.stdout) createInterface(child.stdout).on('line', (line) => say(forPerson(line)));
    this.#process = child;
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'failed') failure = message;
      if (message.type !== 'ready') return;
      this.#hasRun = true;
      onReady(message.port);
    });
    child.on('exit', (code, signal) => {
      if (this.#isStopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      // What never ran is a mistake to be shown, not a fault to be outlived.
      if (!this.#hasRun && !PASSING.has(failure?.code)) {
        return onFailure(new ChildFailedError(failure?.reason ?? `${name} ${how} before it was ready`));
      }
      this.#deaths = deathsAfter(this.#deaths, Date.now() - startedAt);
      const wait = restartDelay(this.#deaths, Math.random());
      say(`${name} ${how}${failure ? ` (${failure.reason})` : ''}; it is started again in ${wait} ms`);
      this.#restart = setTimeout(() => this.#spawn(onReady, onFailure), wait);
    });
  }
}
