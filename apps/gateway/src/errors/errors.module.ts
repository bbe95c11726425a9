import { Module } from '@nestjs/common';

/** The way back for what was refused. */
@Module({})
export class ErrorsModule {}
