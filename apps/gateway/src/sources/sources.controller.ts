import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SOURCE_PATTERN } from '@argus/contract';
import { badRequest, notFound } from '../problem/problem-error.js';
import { ApiProblems } from '../problem/problem.docs.js';
import { SettingsError } from './parse-settings.js';
import { SettingsStore } from './settings-store.js';
import { SourceAnswer, SourceSettingsDto, SourcesAnswer } from './sources.dto.js';

const ApiSource = (): MethodDecorator =>
  ApiParam({ name: 'source', schema: { type: 'string', pattern: SOURCE_PATTERN.source, example: 'shop' } });

function checkName(source: string): void {
  if (SOURCE_PATTERN.test(source)) return;
  const message = 'A source is named by 1 to 64 characters of A-Z, a-z, 0-9, "_", "." and "-".';
  throw badRequest(message, [{ field: 'source', code: 'bad_format', message }]);
}

/** What is set for each source; keys are made on the command line. */
@ApiTags('sources')
@Controller('sources')
export class SourcesController {
  constructor(private readonly settings: SettingsStore) {}

  @Get()
  @ApiOperation({ operationId: 'listSources', summary: 'The sources that have settings of their own' })
  @ApiOkResponse({ type: SourcesAnswer })
  @ApiProblems(401, 403, 500)
  list(): SourcesAnswer {
    const sources = Object.entries(this.settings.given).map(([source, settings]) => {
      return { source, settings: settings as SourceSettingsDto };
    });
    return { sources };
  }

  @Get(':source')
  @ApiSource()
  @ApiOperation({ operationId: 'readSource', summary: 'What is set for a source' })
  @ApiOkResponse({ type: SourceAnswer })
  @ApiProblems(400, 401, 403, 404, 500)
  read(@Param('source') source: string): SourceAnswer {
    checkName(source);
    // A source may be called "constructor", which every object has.
    const settings = Object.hasOwn(this.settings.given, source) ? this.settings.given[source] : undefined;
    if (settings === undefined) throw notFound(`The source "${source}" has no settings of its own.`);
    return { source, settings };
  }

  @Put(':source')
  @ApiSource()
  @ApiBody({ type: SourceSettingsDto })
  @ApiOperation({
    operationId: 'putSource',
    summary: 'Set how a source is treated',
    description: 'Replaces all that was set for it before; counts at once.',
  })
  @ApiOkResponse({ type: SourceAnswer })
  @ApiProblems(400, 401, 403, 413, 415, 500)
  async put(@Param('source') source: string, @Body() settings: unknown): Promise<SourceAnswer> {
    checkName(source);
    try {
      await this.settings.set(source, settings ?? null);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      throw badRequest(error.message, [{ field: error.field, code: error.code, message: error.message }]);
    }
    return this.read(source);
  }

  @Delete(':source')
  @HttpCode(204)
  @ApiSource()
  @ApiOperation({ operationId: 'deleteSource', summary: 'Give a source the defaults again' })
  @ApiNoContentResponse({ description: 'It has the defaults.' })
  @ApiProblems(400, 401, 403, 404, 500)
  async remove(@Param('source') source: string): Promise<void> {
    this.read(source);
    await this.settings.set(source, undefined);
  }
}
