import { Controller, Delete, HttpCode, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tracesOf } from '@argus/clickhouse';
import type { QueueWriter } from '@argus/queue';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { Reader } from '../query/reader.service.js';
import { QUEUE } from '../storage/tokens.js';
import {
  ErasureAnswer,
  ErasurePreviewAnswer,
  PersonRowsAnswer,
  erasureAnswer,
  previewAnswer,
} from './erasure.answer.js';
import { ErasureParameters, checkUserId } from './erasure.parameters.js';
import { ErasureService } from './erasure.service.js';
import { narrowed } from './narrowed-sources.js';

@ApiTags('operations')
@ApiExtraModels(PersonRowsAnswer)
@Controller('users')
export class UsersController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly reader: Reader,
    @Inject(QUEUE) private readonly queue: Pick<QueueWriter, 'depth'>,
  ) {}

  @Delete(':user_id')
  @HttpCode(202)
  @ApiParam({ name: 'user_id', description: 'As it was sent with the events.', example: 'ada' })
  @ApiOperation({
    operationId: 'eraseUser',
    summary: 'Erase a person from events, errors and aggregates',
    description:
      'Everything with this `user_id` that was acknowledged before the answer goes: raw events, refused events that name the ' +
      'id, and rows of activity; counts without identity are made to agree with what is left. What arrives meanwhile may ' +
      'stay: stop sending first. The answer is a job, which outlives restarts; it ends with a proof, and forgets the id.',
  })
  @ApiOkResponse({ type: ErasurePreviewAnswer, description: 'With `preview=true`: what would be erased.' })
  @ApiAcceptedResponse({ type: ErasureAnswer, description: 'The job; `Location` says where to look.' })
  @ApiProblems(400, 401, 403, 500, 503)
  async erase(
    @Param('user_id') userId: string,
    @Query(new ParametersPipe()) { preview, source }: ErasureParameters,
    @Req() { caller }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ErasurePreviewAnswer | ErasureAnswer> {
    checkUserId(userId);
    const sources = narrowed(source, caller);
    if (preview) {
      const traces = await this.reader.run('traces_of_a_person', (client) => tracesOf(client, { userId, sources }));
      reply.status(200);
      return previewAnswer({ userId, sources }, traces, this.queue.depth.rows);
    }
    const job = await this.erasures.request(userId, sources);
    reply.header('location', `/admin/erasures/${job.job_id}`);
    return erasureAnswer(job, this.erasures.waitsFor(job.job_id));
  }
}
