import { Module } from '@nestjs/common';
import { ReaderModule } from '../query/reader.module.js';
import { PlanController } from './plan.controller.js';
import { PlanHolder } from './plan-holder.js';
import { SuggestionsController } from './suggestions.controller.js';

/** The payload rules of event types: read, changed, learnt. */
@Module({
  imports: [ReaderModule],
  // The order counts: "suggestions" must not be taken for the name of an event type.
  controllers: [SuggestionsController, PlanController],
  providers: [PlanHolder],
  exports: [PlanHolder],
})
export class TrackingPlanModule {}
