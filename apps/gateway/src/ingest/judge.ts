import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import { keptSince } from '@argus/contract';
import type { Registry } from '@argus/telemetry';
import { CLOCK, CONFIG, type Clock, REGISTRY } from '../storage/tokens.js';
import { BurstCounter } from './bots/burst-counter.js';
import { MadeIds } from './claims/made-ids.js';
import { createUuidV7 } from './event/uuid.js';
import type { IngestRequest } from './ingest-request.type.js';
import { createPipeline } from './pipeline.js';
import type { Judgement } from './request-book.js';
import { PlanHolder } from '../tracking-plan/plan-holder.js';
import { StepTimer } from './step-timer.js';
import { forgetViews } from './steps/refuse-bot.step.js';

/** Keys of the burst counter: 6 MB. */
const BURST_KEYS = 200_000;

/** Holds the pipeline of this gateway together with what its steps remember. */
@Injectable()
export class Judge {
  readonly #bursts = new BurstCounter(BURST_KEYS, randomInt(2 ** 31));
  /** The ids that this gateway made for the request that is judged; kept only where ids are shared. */
  readonly made: MadeIds;
  readonly #keepsMade: boolean;
  readonly #pipeline: (request: IngestRequest) => Judgement;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(REGISTRY) registry: Registry,
    @Inject(CLOCK) clock: Clock,
    plan: PlanHolder,
  ) {
    const nextId = createUuidV7(clock);
    this.made = new MadeIds(nextId);
    this.#keepsMade = config.redis !== undefined;
    const parts = {
      plan,
      bursts: this.#bursts,
      nextId: this.#keepsMade ? this.made.next : nextId,
      skewUs: config.clockSkewMs * 1_000,
      oldestUs: (nowUs: number) => keptSince(nowUs / 1_000_000, config.retention.events) * 1_000_000,
    };
    this.#pipeline = createPipeline(parts, new StepTimer(registry));
  }

  /** What becomes of every event; the claims of the request are made on the way. */
  judge(request: IngestRequest): Judgement {
    if (this.#keepsMade) this.made.clear();
    return this.#pipeline(request);
  }

  /** Forgets what was remembered of a request that is not stored after all. */
  takeBack(request: IngestRequest): void {
    request.claims.rollback();
    forgetViews(this.#bursts, request);
  }
}
