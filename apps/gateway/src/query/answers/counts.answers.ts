import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'EventCount' })
export class EventCountAnswer {
  @ApiProperty({ type: 'integer', example: 8000 })
  total_events!: number;
}
