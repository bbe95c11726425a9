import { Inject, Injectable } from '@nestjs/common';
import { type Sources, activeSessionsOfUser, activeUsers, topPages, usersByActiveSessions } from '@argus/clickhouse';
import { WINDOWS } from '@argus/contract';
import { CLOCK, type Clock } from '../storage/tokens.js';
import type {
  ActiveSessionsAnswer,
  ActiveUsersAnswer,
  SessionsOfUserAnswer,
  TopPagesAnswer,
} from './answers/active.answers.js';
import { Reader } from './reader.service.js';
import { windowAt } from './window.js';

/** The rolling windows, exact to the second by the server's clock. */
@Injectable()
export class Windows {
  constructor(
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async activeUsers(sources: Sources): Promise<ActiveUsersAnswer> {
    const { asOf, sinceUs } = windowAt(this.clock(), WINDOWS.activeSeconds);
    const row = await this.reader.askOne(activeUsers({ sinceUs, sources }));
    return { window_seconds: WINDOWS.activeSeconds, active_users: row.active_users, as_of: asOf };
  }

  async topPages(sources: Sources, limit: number): Promise<TopPagesAnswer> {
    const { asOf, sinceSecond } = windowAt(this.clock(), WINDOWS.pagesSeconds);
    const pages = await this.reader.ask(topPages({ sinceSecond, sources, limit }));
    return { window_seconds: WINDOWS.pagesSeconds, pages, as_of: asOf };
  }

  async sessionsOfUser(userId: string, sources: Sources, maxIds: number): Promise<SessionsOfUserAnswer> {
    const { asOf, sinceUs } = windowAt(this.clock(), WINDOWS.activeSeconds);
    const row = await this.reader.askOne(activeSessionsOfUser({ userId, sinceUs, sources, maxIds }));
    const { active_sessions, session_ids } = row;
    return { window_seconds: WINDOWS.activeSeconds, user_id: userId, active_sessions, session_ids, as_of: asOf };
  }

  async usersByActiveSessions(sources: Sources, limit: number): Promise<ActiveSessionsAnswer> {
    const { asOf, sinceUs } = windowAt(this.clock(), WINDOWS.activeSeconds);
    const users = await this.reader.ask(usersByActiveSessions({ sinceUs, sources, limit }));
    return { window_seconds: WINDOWS.activeSeconds, users, as_of: asOf };
  }
}
