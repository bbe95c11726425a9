import { Controller, Get } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LedgerService } from './ledger.service.js';
import { OutcomeCounts, OutcomesAnswer } from './outcomes.dto.js';

@ApiTags('reading')
@ApiExtraModels(OutcomeCounts)
@Controller('outcomes')
export class OutcomesController {
  constructor(private readonly ledger: LedgerService) {}

  @Get()
  @ApiOperation({ summary: 'Where every event ended, by source, and whether it adds up' })
  @ApiOkResponse({ type: OutcomesAnswer })
  read(): OutcomesAnswer {
    return this.ledger.report();
  }
}
