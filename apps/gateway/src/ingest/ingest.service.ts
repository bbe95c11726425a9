import { Inject, Injectable } from '@nestjs/common';
import type { AppendFrame } from '@argus/contract';
import type { ClaimBatch, DedupIndex } from '@argus/dedup';
import type { QueueWriter } from '@argus/queue';
import { LedgerService } from '../ledger/ledger.service.js';
import { unavailable } from '../problem/problem-error.js';
import { DEDUP, QUEUE } from '../storage/tokens.js';
import { answerOf } from './answer.js';
import type { ParsedBody } from './body/parsed-body.type.js';
import { DryClaims } from './dry-claims.js';
import type { IngestRequest, Sender } from './ingest-request.type.js';
import { Judge } from './judge.js';
import type { Judgement } from './pipeline.js';
import { appendFrame } from './steps/append-frame.js';

/** Takes the events of one request: judges them, makes them durable, and says what became of each. */
@Injectable()
export class IngestService {
  constructor(
    @Inject(QUEUE) private readonly queue: QueueWriter,
    @Inject(DEDUP) private readonly dedup: DedupIndex,
    private readonly ledger: LedgerService,
    private readonly judge: Judge,
  ) {}

  /**
   * The text of the answer, once all that was accepted is on disk. `nowMs`: milliseconds since the epoch.
   * Throws ProblemError 400 where nothing was acceptable, 503 where the queue refuses.
   */
  async ingest(sender: Sender, body: ParsedBody, nowMs: number): Promise<string> {
    const request = requestOf(sender, body, nowMs, this.dedup.begin());
    const judgement = this.#judgeOrRollBack(request);
    let frame: AppendFrame;
    let first: number;
    // A claim that is neither committed nor taken back would hold up every checkpoint of the ids.
    try {
      frame = this.judge.frame(request, judgement);
      first = await appendFrame(this.queue, frame);
    } catch (error) {
      this.judge.takeBack(request, judgement);
      this.ledger.refused(sender.source, 'refused_full', body.items.length);
      throw error;
    }
    request.claims.commit();
    this.ledger.appended(frame, first);
    if (frame.outcomes.duplicate > 0 && !(await request.claims.duplicatesAreDurable())) {
      throw unavailable('Another request with the same events failed at this moment. Send this one again.', 1);
    }
    return answerOf(judgement);
  }

  /** The text of the answer that `ingest` would give now; stores and remembers nothing. Throws as it does. */
  rehearse(sender: Sender, body: ParsedBody, nowMs: number): string {
    const request = requestOf(sender, body, nowMs, new DryClaims(this.dedup));
    const judgement = this.judge.judge(request);
    this.judge.takeBack(request, judgement);
    return answerOf(judgement);
  }

  #judgeOrRollBack(request: IngestRequest): Judgement {
    try {
      return this.judge.judge(request);
    } catch (error) {
      request.claims.rollback();
      throw error;
    }
  }
}

const requestOf = (sender: Sender, body: ParsedBody, nowMs: number, claims: ClaimBatch): IngestRequest => ({
  sender,
  body,
  receivedAtUs: nowMs * 1_000,
  claims,
});
