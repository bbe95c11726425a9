import type { Tally } from '../report/tally.js';
import type { Batch } from '../traffic/batcher.js';
import type { Attempt } from './attempt.js';
import { pause } from './pause.js';
import { decide, type Decision } from './retry-policy.js';

/** Sends a request once; never throws, but tells what came of the try. */
export interface BatchSender {
  post(batch: Batch, signal: AbortSignal): Promise<Attempt>;
}

export interface DeliverySignals {
  /** No new requests; those under way go on. */
  stop: AbortSignal;
  /** Those under way are given up as well. */
  giveUp: AbortSignal;
}

/**
 * Brings requests to the gateway, at most `lanes` at once, and does not let go of one before it has its verdicts: a retry
 * carries the same bytes, so nothing is lost and nothing counts twice, also when the gateway restarts in between.
 */
export class Deliverer {
  private open = 0;
  private heldUntilMs = 0;
  private wake: (() => void) | undefined;
  /** Why the gateway will not take any request of ours (a wrong key, a wrong address); the run ends then. */
  refusal: string | undefined;

  constructor(
    private readonly client: BatchSender,
    private readonly tally: Tally,
    private readonly lanes: number,
    private readonly signals: DeliverySignals,
  ) {
    signals.stop.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  get inFlight(): number {
    return this.open;
  }

  /** Resolves as soon as a request may be sent: a lane is free, and the gateway did not ask to wait. */
  async ready(): Promise<void> {
    const { stop } = this.signals;
    while (!stop.aborted && (this.open >= this.lanes || this.heldUntilMs > performance.now())) {
      if (this.open >= this.lanes) await this.change();
      else await pause(this.heldUntilMs - performance.now(), stop);
    }
  }

  /** Starts a delivery; `dueMs` is when it was due (clock of `performance.now`), which its latency counts from. */
  send(batch: Batch, dueMs: number): void {
    this.open++;
    this.tally.putSent(batch);
    void this.deliver(batch, dueMs).finally(() => {
      this.open--;
      this.wake?.();
    });
  }

  /** Resolves when every request has its verdicts, or was given up because `signal` fired. */
  async drained(): Promise<void> {
    while (this.open > 0) await this.change();
  }

  private async deliver(batch: Batch, dueMs: number): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.held();
      if (this.signals.giveUp.aborted) return this.tally.putUndelivered(batch, 'given up while stopping');
      const attempt = await this.client.post(batch, this.signals.giveUp);
      this.tally.putAttempt(attempt);
      const decision = decide(attempt, tries, Math.random());
      if (decision.action === 'done' && attempt.kind === 'answered') {
        return this.tally.putAnswer(batch, attempt, tries, performance.now() - dueMs);
      }
      if (decision.action === 'fail') return this.fail(batch, decision);
      if (decision.action === 'retry') await this.wait(decision);
    }
  }

  private async wait({ afterMs, holdAll }: Decision & { action: 'retry' }): Promise<void> {
    if (holdAll) this.heldUntilMs = Math.max(this.heldUntilMs, performance.now() + afterMs);
    await pause(afterMs, this.signals.giveUp);
  }

  private async held(): Promise<void> {
    while (!this.signals.giveUp.aborted && this.heldUntilMs > performance.now()) {
      await pause(this.heldUntilMs - performance.now(), this.signals.giveUp);
    }
  }

  private fail(batch: Batch, { reason, fatal }: Decision & { action: 'fail' }): void {
    this.tally.putUndelivered(batch, reason);
    if (fatal) this.refusal ??= reason;
    this.wake?.();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
