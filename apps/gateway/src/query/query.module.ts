import { Module } from '@nestjs/common';
import { ActiveController } from './active.controller.js';
import { CountsController } from './counts.controller.js';
import { StoredErrorsController } from './errors.controller.js';
import { EventsController } from './events.controller.js';
import { Reader } from './reader.service.js';
import { SessionsController } from './sessions.controller.js';
import { Windows } from './windows.service.js';

/** Everything that is read: windows, statistics, look-ups, ad-hoc SQL. */
@Module({
  controllers: [ActiveController, CountsController, EventsController, SessionsController, StoredErrorsController],
  providers: [Reader, Windows],
})
export class QueryModule {}
