import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ParametersPipe } from '../problem/parameters.pipe.js';
import { ProblemError } from '../problem/problem-error.js';
import { KeyStore } from './key-store.js';
import { permits } from './scope.type.js';
import { endSession, keepSession } from './session-cookie.js';
import { SessionAnswer, SignIn } from './session.dto.js';

/** Signs people in on the dashboard: the browser keeps the key where no script can read it. */
@ApiTags('access')
@Controller('session')
export class SessionController {
  constructor(private readonly keys: KeyStore) {}

  @Get()
  @ApiOperation({ summary: 'Whether one signs in here at all' })
  @ApiOkResponse({ type: SessionAnswer })
  read(): SessionAnswer {
    return { needs_key: this.keys.isRequired };
  }

  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign in on the dashboard', description: 'Sets an HttpOnly, SameSite=Strict cookie.' })
  @ApiNoContentResponse({ description: 'Signed in; without keys in use there is nothing to sign in to' })
  @ApiBadRequestResponse({ description: 'No key in the body' })
  @ApiUnauthorizedResponse({ description: 'The key is unknown or revoked' })
  @ApiForbiddenResponse({ description: 'The key may not read' })
  signIn(
    @Body(new ParametersPipe()) { key }: SignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): void {
    if (!this.keys.isRequired) return;
    const record = this.keys.find(key);
    if (!record) throw new ProblemError(401, 'Unauthorized', 'The key is not known here, or was revoked.');
    if (!permits(record.scopes, 'read')) throw new ProblemError(403, 'Forbidden', 'The key may not read.');
    void reply.header('set-cookie', keepSession(key, request.protocol === 'https'));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out of the dashboard' })
  @ApiNoContentResponse({ description: 'Signed out' })
  signOut(@Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('set-cookie', endSession());
  }
}
