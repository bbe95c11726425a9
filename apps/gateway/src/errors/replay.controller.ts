import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { badRequest } from '../problem/problem-error.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { ReplayAnswer, ReplayRequest } from './replay.dto.js';
import { ReplayService } from './replay.service.js';

const EXAMPLES = {
  mended: { summary: 'After a rule was mended', value: { filter: { field: 'data.price', from: '2025-05-01' } } },
  bots: { summary: 'Take dropped bots back', value: { filter: { code: 'bot', source: ['shop'] }, dry_run: true } },
  chosen: { summary: 'By their ids', value: { error_ids: ['018f3a5e-7c1b-7d2a-9f00-2b1c3d4e5f61'] } },
};

@ApiTags('errors')
@Controller('errors/replay')
export class ReplayController {
  constructor(private readonly service: ReplayService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'replayErrors',
    summary: 'Send refused events through the pipeline again',
    description:
      'By the ids of their errors or by a filter; after the tracking plan or the settings of the source were mended. ' +
      'Events that were dropped as bots are taken back past the bot rules. Each event is taken once, however often it is ' +
      'replayed; what is still wrong is refused again.',
  })
  @ApiBody({ type: ReplayRequest, examples: EXAMPLES })
  @ApiOkResponse({ type: ReplayAnswer })
  @ApiProblems(400, 401, 403, 413, 415, 500, 503)
  replay(@Body(new ParametersPipe()) request: ReplayRequest): Promise<ReplayAnswer> {
    if ((request.error_ids === undefined) === (request.filter === undefined)) {
      const message = 'Say which errors: "error_ids", or "filter" ({} means all of them).';
      throw badRequest(message, [{ field: 'error_ids', code: 'required', message }]);
    }
    return this.service.replay(request);
  }
}
