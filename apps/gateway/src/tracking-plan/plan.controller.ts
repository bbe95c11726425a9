import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type CompiledEntry, PlanEntryError, parseEntry } from '@argus/tracking-plan';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { badRequest, notFound } from '../problem/problem-error.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { PlanHolder } from './plan-holder.js';
import { PlanAnswer, PlanEntryAnswer, PlanRulesDto, PlanTypeParameters } from './plan.dto.js';

const ApiName = (): MethodDecorator =>
  ApiParam({ name: 'name', description: 'The name of the event type.', example: 'purchase' });

@ApiTags('tracking plan')
@Controller('tracking-plan')
export class PlanController {
  constructor(private readonly plan: PlanHolder) {}

  @Get()
  @ApiOperation({ operationId: 'listPlan', summary: 'The payload rules of every registered event type' })
  @ApiOkResponse({ type: PlanAnswer })
  @ApiProblems(401, 403, 500)
  list(): PlanAnswer {
    return { entries: this.plan.current.entries.map((compiled) => this.#answer(compiled)) };
  }

  @Get(':name')
  @ApiName()
  @ApiOperation({ operationId: 'readPlanEntry', summary: 'The payload rules of one event type' })
  @ApiOkResponse({ type: PlanEntryAnswer })
  @ApiProblems(400, 401, 403, 404, 500)
  read(@Param('name') name: string, @Query(new ParametersPipe()) { category }: PlanTypeParameters): PlanEntryAnswer {
    const compiled = this.plan.current.find(category, name);
    if (!compiled) throw notFound(`The event type "${category}" / "${name}" is not registered.`);
    return this.#answer(compiled);
  }

  @Put(':name')
  @ApiName()
  @ApiBody({ type: PlanRulesDto })
  @ApiOperation({
    operationId: 'putPlanEntry',
    summary: 'Register an event type, or replace its rules',
    description:
      'Counts at once. A built-in entry of the same type is covered, and comes back when this one is deleted.',
  })
  @ApiOkResponse({ type: PlanEntryAnswer })
  @ApiProblems(400, 401, 403, 413, 415, 500)
  async put(
    @Param('name') name: string,
    @Query(new ParametersPipe()) { category }: PlanTypeParameters,
    @Body() rules: unknown,
  ): Promise<PlanEntryAnswer> {
    try {
      if (typeof rules !== 'object' || rules === null || Array.isArray(rules)) {
        throw new PlanEntryError('The rules of an event type must be a JSON object.');
      }
      await this.plan.put(parseEntry({ ...rules, category, name }));
    } catch (error) {
      if (error instanceof PlanEntryError) throw badRequest(error.message);
      throw error;
    }
    return this.read(name, { category });
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiName()
  @ApiOperation({ operationId: 'deletePlanEntry', summary: 'Take the rules of an event type away' })
  @ApiNoContentResponse({ description: 'They no longer count.' })
  @ApiProblems(400, 401, 403, 404, 500)
  async remove(
    @Param('name') name: string,
    @Query(new ParametersPipe()) { category }: PlanTypeParameters,
  ): Promise<void> {
    if (!(await this.plan.remove(category, name))) {
      throw notFound(`This installation has no rules of its own for "${category}" / "${name}".`);
    }
  }

  #answer({ entry, file }: CompiledEntry): PlanEntryAnswer {
    return { ...entry, built_in: this.plan.isBuiltIn(file) };
  }
}
