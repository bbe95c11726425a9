import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import {
  ActiveSessionsAnswer,
  ActiveUsersAnswer,
  SessionsOfUserAnswer,
  TopPagesAnswer,
} from './answers/active.answers.js';
import { ApiRead, ApiReadErrors } from './api-read.decorator.js';
import { ActiveSessionsParameters, TopPagesParameters } from './parameters/active.parameters.js';
import { SourceParameters } from './parameters/source.parameters.js';
import { Windows } from './windows.service.js';

const MAX_SESSION_IDS = 1000;
const DEFAULT_USERS = 10;

/** What happens now: the last minutes, exact to the second. */
@ApiTags('real-time numbers')
@Controller('analytics')
export class ActiveController {
  constructor(private readonly windows: Windows) {}

  @Get('active-users')
  @ApiRead(ActiveUsersAnswer, { summary: 'Distinct users of the last 5 minutes' })
  activeUsers(@Query(new ParametersPipe()) { source }: SourceParameters): Promise<ActiveUsersAnswer> {
    return this.windows.activeUsers(source);
  }

  @Get('top-pages')
  @ApiRead(TopPagesAnswer, { summary: 'Pages with most views in the last 15 minutes' })
  topPages(@Query(new ParametersPipe()) { source, limit }: TopPagesParameters): Promise<TopPagesAnswer> {
    return this.windows.topPages(source, limit);
  }

  @Get('active-sessions')
  @ApiOperation({ summary: 'Active sessions of a user, or the users with most, in the last 5 minutes' })
  @ApiExtraModels(SessionsOfUserAnswer, ActiveSessionsAnswer)
  @ApiOkResponse({
    description: 'With `user_id`: its sessions. Without: the users with most active sessions.',
    schema: { oneOf: [{ $ref: getSchemaPath(SessionsOfUserAnswer) }, { $ref: getSchemaPath(ActiveSessionsAnswer) }] },
  })
  @ApiReadErrors()
  activeSessions(
    @Query(new ParametersPipe()) { source, user_id: userId, limit }: ActiveSessionsParameters,
  ): Promise<SessionsOfUserAnswer | ActiveSessionsAnswer> {
    return userId === undefined
      ? this.windows.usersByActiveSessions(source, limit ?? DEFAULT_USERS)
      : this.windows.sessionsOfUser(userId, source, limit ?? MAX_SESSION_IDS);
  }
}
