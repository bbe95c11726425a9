import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { ApiRead } from '../query/api-read.decorator.js';
import { SourceParameters } from '../query/parameters/source.parameters.js';
import { LedgerService } from './ledger.service.js';
import { OutcomeCounts, OutcomesAnswer } from './outcomes.dto.js';

@ApiTags('statistics')
@ApiExtraModels(OutcomeCounts)
@Controller('outcomes')
export class OutcomesController {
  constructor(private readonly ledger: LedgerService) {}

  @Get()
  @ApiRead(OutcomesAnswer, {
    summary: 'Where every event ended, by source, and whether it adds up',
    description:
      'Counts since the beginning. Every event of a request that could be read ends in exactly one outcome; ' +
      '`received` is counted apart from them, and `adds_up` says whether the sums agree.',
  })
  read(@Query(new ParametersPipe()) { source }: SourceParameters): OutcomesAnswer {
    return this.ledger.report(source);
  }
}
