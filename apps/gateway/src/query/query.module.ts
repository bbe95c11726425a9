import { Module } from '@nestjs/common';
import { ActiveController } from './active.controller.js';
import { CountsController } from './counts.controller.js';
import { StoredErrorsController } from './errors.controller.js';
import { EventsController } from './events.controller.js';
import { MaintenanceModule } from './maintenance/maintenance.module.js';
import { OverviewController } from './overview/overview.controller.js';
import { Overview } from './overview/overview.service.js';
import { ReaderModule } from './reader.module.js';
import { SessionsController } from './sessions.controller.js';
import { SqlController } from './sql/sql.controller.js';
import { Actives } from './timeseries/actives.service.js';
import { TimeseriesController } from './timeseries/timeseries.controller.js';
import { Timeseries } from './timeseries/timeseries.service.js';
import { Windows } from './windows.service.js';

/** Everything that is read: windows, statistics, look-ups, ad-hoc SQL. */
@Module({
  imports: [ReaderModule, MaintenanceModule],
  controllers: [
    ActiveController,
    CountsController,
    EventsController,
    SessionsController,
    StoredErrorsController,
    TimeseriesController,
    OverviewController,
    SqlController,
  ],
  providers: [Windows, Actives, Timeseries, Overview],
})
export class QueryModule {}
