import { Piscina } from 'piscina';
import {
  type InsertFailure,
  type InsertMessage,
  type Inserted,
  type PoisonMessage,
  type PrepareMessage,
  type Prepared,
  WORKER_FILE,
  type WorkerMessage,
  type WorkerSetup,
} from '@argus/worker';

/** The thread died or was stopped because it hung; its message may be given to another. */
export class WorkerLostError extends Error {
  override name = 'WorkerLostError';
}

export interface WorkerPoolOptions {
  threads: number;
  setup: WorkerSetup;
  /** A thread that has not answered after so many milliseconds is replaced. */
  hangMs: number;
  onLost: (reason: string) => void;
  /** A message was given to the actors (1), or they are done with it (-1). One that waits for a free actor counts, too. */
  onMessage?: (task: WorkerMessage['task'], change: 1 | -1) => void;
}

const HEAP_LIMIT_MB = 512;

/**
 * The actors' host. A thread takes one message at a time; one that dies, hangs or runs out of memory is replaced, and
 * whoever sent the message is told, since only the sender knows whether it may be repeated.
 */
export class WorkerPool {
  #pool: Piscina;
  #isOver = false;

  constructor(private readonly options: WorkerPoolOptions) {
    this.#pool = this.#open();
  }

  /** Throws WorkerLostError, or the system's error when the queue's files cannot be read. */
  prepare(message: PrepareMessage | PoisonMessage): Promise<Prepared> {
    return this.#run<Prepared>(message, this.options.hangMs);
  }

  /** Never throws: a thread that was lost is an insert whose outcome is unknown. */
  async insert(message: InsertMessage): Promise<Inserted> {
    try {
      return await this.#run<Inserted>(message, message.timeoutMs + this.options.hangMs);
    } catch (error) {
      const failure: InsertFailure = { ok: false, code: undefined, message: String(error) };
      return failure;
    }
  }

  /** Ends every thread at once. */
  async destroy(): Promise<void> {
    this.#isOver = true;
    await this.#pool.destroy();
  }

  async #run<R>(message: WorkerMessage, patienceMs: number): Promise<R> {
    // Piscina would start another thread.
    if (this.#isOver) throw new WorkerLostError(`the threads have ended; ${message.task} is for the next life`);
    const patience = AbortSignal.timeout(patienceMs);
    this.options.onMessage?.(message.task, 1);
    try {
      return (await this.#pool.run(message, { signal: patience })) as R;
    } catch (error) {
      const reason = patience.aborted ? `no answer in ${patienceMs} ms` : String(error);
      if (!patience.aborted && isFromTask(error)) throw error;
      this.options.onLost(reason);
      this.#reviveIfEmpty();
      throw new WorkerLostError(`the thread was lost during ${message.task}: ${reason}`);
    } finally {
      this.options.onMessage?.(message.task, -1);
    }
  }

  /** Piscina stops replacing threads once one has failed before it was ready; a service must go on trying. */
  #reviveIfEmpty(): void {
    if (this.#isOver || this.#pool.threads.length > 0) return;
    const empty = this.#pool;
    this.#pool = this.#open();
    void empty.destroy();
  }

  #open(): Piscina {
    const { threads, setup, onLost } = this.options;
    const pool = new Piscina({
      filename: WORKER_FILE,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      // A thread that sleeps in Atomics.wait cannot see that ClickHouse closed an idle connection.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
      workerData: setup,
    });
    pool.on('error', (error: unknown) => onLost(String(error)));
    return pool;
  }
}

/** Errors with a system code (a file that is gone) come from the task; those of a dying thread do not. */
function isFromTask(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'AbortError') return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return false;
  return !/^worker exited with code|^Terminating worker thread/.test(error.message);
}
