import { Inject, Injectable } from '@nestjs/common';
import type { ClaimBatch } from '@argus/dedup';
import type { QueueWriter } from '@argus/queue';
import type { SharedId } from '../redis/shared-id.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { unavailable } from '../problem/problem-error.js';
import { QUEUE } from '../storage/tokens.js';
import { answerOf } from './answer.js';
import type { ParsedBody } from './body/parsed-body.js';
import { EventClaims } from './claims/event-claims.js';
import { judgeTogether } from './claims/judge-together.js';
import type { IngestRequest, Sender } from './ingest-request.type.js';
import { Judge } from './judge.js';
import type { Judgement } from './request-book.js';
import { appendFrame } from './steps/append-frame.js';

interface Judged {
  request: IngestRequest;
  judgement: Judgement;
}

const NO_IDS: SharedId[] = [];

/** Takes the events of one request: judges them, makes them durable, and says what became of each. */
@Injectable()
export class IngestService {
  constructor(
    @Inject(QUEUE) private readonly queue: QueueWriter,
    private readonly claims: EventClaims,
    private readonly ledger: LedgerService,
    private readonly judge: Judge,
  ) {}

  /**
   * The text of the answer, once all that was accepted is on disk. `nowMs`: milliseconds since the epoch.
   * Throws ProblemError 400 where nothing was acceptable, 503 where the queue refuses.
   */
  ingest(sender: Sender, body: ParsedBody, nowMs: number): Promise<string> {
    const judge = (claims: ClaimBatch) => this.#judgeOrRollBack(requestOf(sender, body, nowMs, claims));
    if (this.claims.shared.isOn) {
      return this.#judgeTogether(sender, body, judge).then(({ judged, ids }) => this.#store(judged, ids));
    }
    try {
      return this.#store(judge(this.claims.begin()), NO_IDS);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** No `async`: each of its promises is one for every event where a request has one. */
  #store(judged: Judged, ids: SharedId[]): Promise<string> {
    return appendFrame(this.queue, judged.judgement).then(
      (first) => this.#stored(judged, ids, first),
      (error: unknown) => this.#notStored(judged, ids, error),
    );
  }

  #stored({ request, judgement }: Judged, ids: SharedId[], first: number): string | Promise<string> {
    request.claims.commit();
    this.claims.shared.confirm(ids);
    const { rows, outcomes } = judgement;
    this.ledger.appended({ source: request.sender.source, rows, outcomes }, first);
    if (outcomes.duplicate === 0) return answerOf(judgement);
    return request.claims.duplicatesAreDurable().then((areDurable) => {
      if (areDurable) return answerOf(judgement);
      throw unavailable('Another request with the same events failed at this moment. Send this one again.', 1);
    });
  }

  /** A claim that is neither committed nor taken back would hold up every checkpoint of the ids. */
  #notStored({ request }: Judged, ids: SharedId[], error: unknown): never {
    this.judge.takeBack(request);
    this.claims.shared.release(ids);
    this.ledger.refused(request.sender.source, 'refused_full', request.body.count);
    throw error;
  }

  /** The text of the answer that `ingest` would give now; stores and remembers nothing. Throws as it does. */
  rehearse(sender: Sender, body: ParsedBody, nowMs: number): string {
    const request = requestOf(sender, body, nowMs, this.claims.dry());
    const judgement = this.judge.judge(request);
    this.judge.takeBack(request);
    return answerOf(judgement);
  }

  async #judgeTogether(sender: Sender, body: ParsedBody, judge: (claims: ClaimBatch) => Judged) {
    try {
      return await judgeTogether({
        begin: () => this.claims.begin(),
        judge,
        takeBack: ({ request }) => this.judge.takeBack(request),
        made: this.judge.made,
        shared: this.claims.shared,
      });
    } catch (error) {
      this.ledger.refused(sender.source, 'refused_full', body.count);
      throw error;
    }
  }

  #judgeOrRollBack(request: IngestRequest): Judged {
    try {
      return { request, judgement: this.judge.judge(request) };
    } catch (error) {
      this.judge.takeBack(request);
      throw error;
    }
  }
}

const requestOf = (sender: Sender, body: ParsedBody, nowMs: number, claims: ClaimBatch): IngestRequest => ({
  sender,
  body,
  receivedAtUs: nowMs * 1_000,
  claims,
  views: [],
});
