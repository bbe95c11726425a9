import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { eventCounts, hourlyStatistics } from '@argus/clickhouse';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { EventCountAnswer } from './answers/counts.answers.js';
import { ApiRead, ApiReadErrors } from './api-read.decorator.js';
import { EventCountParameters, HourParameters } from './parameters/counts.parameters.js';
import { nameOf } from './parameters/kind.parameters.js';
import { DateRangeParameters, rangeOf } from './parameters/range.parameters.js';
import { Reader } from './reader.service.js';

const NAMES = { from: 'start_date', to: 'end_date' };
const HOUR_MS = 3_600_000;

/** An open end is one that no event lies beyond. */
const closed = (from: string | undefined, to: string | undefined) => {
  const { fromUs, toUs } = rangeOf(from, to, NAMES);
  return { fromUs: fromUs ?? 0, toUs: toUs ?? Number.MAX_SAFE_INTEGER };
};

/** How many events there were, of any time. */
@ApiTags('statistics')
@Controller('analytics')
export class CountsController {
  constructor(private readonly reader: Reader) {}

  @Get('event-counts')
  @ApiRead(EventCountAnswer, { summary: 'How many events there were of a kind in a range of time' })
  async total(@Query(new ParametersPipe()) asked: EventCountParameters): Promise<EventCountAnswer> {
    const range = closed(asked.start_date, asked.end_date);
    const filter = { name: nameOf(asked), category: asked.category, sources: asked.source };
    const rows = await this.reader.ask(eventCounts(range, filter));
    return { total_events: rows.reduce((sum, { events }) => sum + events, 0) };
  }

  @Get('event-counts-by-type')
  @ApiOperation({ summary: 'How many events there were of each name in a range of time, categories together' })
  @ApiOkResponse({
    description: 'A count by name; `{}` where nothing matches.',
    schema: { type: 'object', additionalProperties: { type: 'integer' }, example: { view: 8000, click: 1200 } },
  })
  @ApiReadErrors()
  async byType(@Query(new ParametersPipe()) asked: DateRangeParameters): Promise<Record<string, number>> {
    const rows = await this.reader.ask(
      eventCounts(closed(asked.start_date, asked.end_date), { sources: asked.source }),
    );
    // Not by assignment: an event may be named `__proto__`.
    return Object.fromEntries(rows.map(({ name, events }) => [name, events]));
  }

  @Get()
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'Unique users, clicks and impressions of one GMT hour' })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'Three lines, from every event named `click` or `impression`.',
    content: {
      'text/plain': { schema: { type: 'string' }, example: 'unique_users,12\nclicks,34\nimpressions,56\n' },
    },
  })
  @ApiReadErrors()
  async hour(@Query(new ParametersPipe()) { timestamp, source }: HourParameters): Promise<string> {
    const hourSecond = (Math.floor(timestamp / HOUR_MS) * HOUR_MS) / 1000;
    const { unique_users, clicks, impressions } = await this.reader.askOne(
      hourlyStatistics({ hourSecond, sources: source }),
    );
    return `unique_users,${unique_users}\nclicks,${clicks}\nimpressions,${impressions}\n`;
  }
}
