import { Global, Module } from '@nestjs/common';
import { Reader } from './reader.service.js';

/** Lets every part of the gateway ask ClickHouse in the one measured way. */
@Global()
@Module({ providers: [Reader], exports: [Reader] })
export class ReaderModule {}
