import path from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { GatewayConfig } from '@argus/config';
import type { Logger } from '@argus/telemetry';
import { BUILT_IN_FOLDER, TrackingPlan, loadPlan } from '@argus/tracking-plan';
import { CONFIG, LOGGER } from '../../storage/tokens.js';

/** The tracking plan as it is now: what ships with Argus, and what this installation put beside or over it. */
@Injectable()
export class PlanHolder implements OnModuleInit {
  current = new TrackingPlan([]);
  /** Where this installation keeps its own entries. */
  readonly folder: string;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.folder = path.join(config.dataDir, 'tracking-plan');
  }

  async onModuleInit(): Promise<void> {
    await this.reload();
  }

  /** Reads all files again; events that are judged meanwhile are judged by the old plan as a whole. */
  async reload(): Promise<void> {
    const { plan, refused } = await loadPlan([BUILT_IN_FOLDER, this.folder]);
    for (const { file, reason } of refused)
      this.logger.error({ file, reason }, 'a file of the tracking plan is left out');
    this.current = plan;
    this.logger.info({ entries: plan.entries.length }, 'the tracking plan is loaded');
  }
}
