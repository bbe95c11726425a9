import { Global, Module } from '@nestjs/common';
import { LedgerService } from './ledger.service.js';
import { OutcomesController } from './outcomes.controller.js';

/** Global: ingestion writes into it, delivery settles in it. */
@Global()
@Module({ controllers: [OutcomesController], providers: [LedgerService], exports: [LedgerService] })
export class LedgerModule {}
