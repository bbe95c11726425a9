import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import { type AppendFrame, keptSince } from '@argus/contract';
import type { Registry } from '@argus/telemetry';
import { CLOCK, CONFIG, type Clock, REGISTRY } from '../storage/tokens.js';
import { BurstCounter } from './bots/burst-counter.js';
import { buildFrame } from './build-frame.js';
import { createUuidV7 } from './event/uuid.js';
import type { IngestRequest } from './ingest-request.type.js';
import { type Judgement, createPipeline } from './pipeline.js';
import { PlanHolder } from '../tracking-plan/plan-holder.js';
import { StepTimer } from './step-timer.js';
import { forgetViews } from './steps/refuse-bot.step.js';

/** Keys of the burst counter: 6 MB. */
const BURST_KEYS = 200_000;

/** Holds the pipeline of this gateway together with what its steps remember. */
@Injectable()
export class Judge {
  readonly #bursts = new BurstCounter(BURST_KEYS, randomInt(2 ** 31));
  readonly #nextId: () => string;
  readonly #pipeline: (request: IngestRequest) => Judgement;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(REGISTRY) registry: Registry,
    @Inject(CLOCK) clock: Clock,
    plan: PlanHolder,
  ) {
    this.#nextId = createUuidV7(clock);
    const parts = {
      plan,
      bursts: this.#bursts,
      nextId: this.#nextId,
      skewUs: config.clockSkewMs * 1_000,
      oldestUs: (nowUs: number) => keptSince(nowUs / 1_000_000, config.retention.events) * 1_000_000,
    };
    this.#pipeline = createPipeline(parts, new StepTimer(registry));
  }

  /** The verdict of every event; the claims of the request are made on the way. */
  judge(request: IngestRequest): Judgement {
    return this.#pipeline(request);
  }

  /** What the request adds to the queue. */
  frame(request: IngestRequest, judgement: Judgement): AppendFrame {
    return buildFrame(request, judgement, this.#nextId);
  }

  /** Forgets what was remembered of a request that is not stored after all. */
  takeBack(request: IngestRequest, { arrivals }: Judgement): void {
    request.claims.rollback();
    forgetViews(this.#bursts, request, arrivals);
  }
}
