import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { notFound } from '../problem/problem-error.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { UuidPipe } from '../query/parameters/uuid.pipe.js';
import { ErasureAnswer, ErasuresAnswer, erasureAnswer } from './erasure.answer.js';
import { ErasureService } from './erasure.service.js';
import { ErasureStore } from './erasure.store.js';
import { maySee } from './narrowed-sources.js';

@ApiTags('operations')
@Controller('admin/erasures')
export class ErasuresController {
  constructor(
    private readonly store: ErasureStore,
    private readonly erasures: ErasureService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listErasures', summary: 'Who was erased, by digest, and whether it is done' })
  @ApiOkResponse({ type: ErasuresAnswer })
  @ApiProblems(400, 401, 403, 500)
  list(@Req() { caller }: FastifyRequest): ErasuresAnswer {
    const jobs = this.store.all.filter(({ sources }) => maySee(sources, caller));
    return { erasures: jobs.map((job) => erasureAnswer(job, this.erasures.waitsFor(job.job_id))) };
  }

  @Get(':job_id')
  @ApiParam({ name: 'job_id', schema: { type: 'string', format: 'uuid' } })
  @ApiOperation({ operationId: 'readErasure', summary: 'How far an erasure is, and at its end the proof' })
  @ApiOkResponse({ type: ErasureAnswer })
  @ApiProblems(400, 401, 403, 404, 500)
  one(@Param('job_id', new UuidPipe('job_id')) jobId: string, @Req() { caller }: FastifyRequest): ErasureAnswer {
    const job = this.store.find(jobId);
    if (!job || !maySee(job.sources, caller)) throw notFound(`There is no erasure ${jobId} at this gateway.`);
    return erasureAnswer(job, this.erasures.waitsFor(jobId));
  }
}
