import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const AS_OF = {
  format: 'date-time',
  description: "The server's clock, cut to a whole second: the window ends here.",
  example: '2024-03-15T14:30:00.000Z',
};

@ApiSchema({ name: 'ActiveUsers' })
export class ActiveUsersAnswer {
  @ApiProperty({ type: 'integer', example: 300 })
  window_seconds!: number;

  @ApiProperty({ type: 'integer', example: 1284 })
  active_users!: number;

  @ApiProperty(AS_OF)
  as_of!: string;
}

@ApiSchema({ name: 'PageViews' })
export class PageViewsItem {
  @ApiProperty({ example: 'https://shop.example/products/42' })
  page_url!: string;

  @ApiProperty({ type: 'integer', example: 318 })
  views!: number;
}

@ApiSchema({ name: 'TopPages' })
export class TopPagesAnswer {
  @ApiProperty({ type: 'integer', example: 900 })
  window_seconds!: number;

  @ApiProperty({ type: [PageViewsItem], description: 'Most views first, ties by URL.' })
  pages!: PageViewsItem[];

  @ApiProperty(AS_OF)
  as_of!: string;
}

@ApiSchema({ name: 'ActiveSessionsOfUser' })
export class SessionsOfUserAnswer {
  @ApiProperty({ type: 'integer', example: 300 })
  window_seconds!: number;

  @ApiProperty({ example: 'user-17' })
  user_id!: string;

  @ApiProperty({ type: 'integer', example: 2 })
  active_sessions!: number;

  @ApiProperty({ type: [String], description: 'The latest first, 1,000 at most.', example: ['s-901', 's-899'] })
  session_ids!: string[];

  @ApiProperty(AS_OF)
  as_of!: string;
}

@ApiSchema({ name: 'UserSessions' })
export class UserSessionsItem {
  @ApiProperty({ example: 'user-17' })
  user_id!: string;

  @ApiProperty({ type: 'integer', example: 2 })
  active_sessions!: number;
}

@ApiSchema({ name: 'ActiveSessions' })
export class ActiveSessionsAnswer {
  @ApiProperty({ type: 'integer', example: 300 })
  window_seconds!: number;

  @ApiProperty({ type: [UserSessionsItem], description: 'Most sessions first, ties by user.' })
  users!: UserSessionsItem[];

  @ApiProperty(AS_OF)
  as_of!: string;
}
