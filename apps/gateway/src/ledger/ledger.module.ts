import { Module } from '@nestjs/common';
import { LedgerService } from './ledger.service.js';
import { OutcomesController } from './outcomes.controller.js';

@Module({ controllers: [OutcomesController], providers: [LedgerService], exports: [LedgerService] })
export class LedgerModule {}
