import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { Reader } from '../query/reader.service.js';
import { inferSchema } from './infer-schema.js';
import { PlanHolder } from './plan-holder.js';
import { type PlanEntryDto, SuggestionParameters, SuggestionsAnswer } from './plan.dto.js';
import { type RecentPayload, recentPayloads } from './recent-payloads.question.js';

function suggest(payloads: readonly RecentPayload[]): PlanEntryDto[] {
  const byType = new Map<string, PlanEntryDto & { seen: unknown[] }>();
  for (const { category, name, data } of payloads) {
    const type = JSON.stringify([category, name]);
    const known = byType.get(type) ?? { category, name, schema: {}, seen: [] };
    known.seen.push(JSON.parse(data));
    byType.set(type, known);
  }
  return [...byType.values()].map(({ category, name, seen }) => {
    return { category, name, description: `Learnt from ${seen.length} events.`, schema: { ...inferSchema(seen) } };
  });
}

/** Learning: what the rules of event types could be, judged by what was sent. */
@ApiTags('tracking plan')
@Controller('tracking-plan/suggestions')
export class SuggestionsController {
  constructor(
    private readonly reader: Reader,
    private readonly plan: PlanHolder,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'suggestPlan',
    summary: 'Propose rules from the events seen',
    description:
      'For each event type among the newest 200,000 events: types, fields, and which of them are always there.',
  })
  @ApiOkResponse({ type: SuggestionsAnswer })
  @ApiProblems(400, 401, 403, 500, 503)
  async suggest(@Query(new ParametersPipe()) asked: SuggestionParameters): Promise<SuggestionsAnswer> {
    const payloads = await this.reader.ask(recentPayloads({ sample: asked.sample, source: asked.source }));
    const wanted = payloads.filter(({ category, name }) => asked.registered || !this.plan.current.find(category, name));
    return { suggestions: suggest(wanted) };
  }
}
