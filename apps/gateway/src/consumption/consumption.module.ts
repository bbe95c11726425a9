import { Global, Module } from '@nestjs/common';
import { ConsumptionController } from './consumption.controller.js';
import { ConsumptionService } from './consumption.service.js';

/** Global: delivery asks it, maintenance holds it. */
@Global()
@Module({ controllers: [ConsumptionController], providers: [ConsumptionService], exports: [ConsumptionService] })
export class ConsumptionModule {}
