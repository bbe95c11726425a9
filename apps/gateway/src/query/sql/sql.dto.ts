import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

@ApiSchema({ name: 'SqlQuery' })
export class SqlQuery {
  @ApiProperty({
    description: 'One query that reads: SELECT, SHOW TABLES or DESCRIBE, without FORMAT and SETTINGS.',
    maxLength: 100_000,
    example: 'SELECT name, count() AS events FROM events WHERE timestamp > now() - {seconds:UInt32} GROUP BY name',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100_000)
  sql!: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Values of the parameters `{name:Type}` in the query; bound by ClickHouse, never put into the text.',
    example: { seconds: 3600 },
  })
  @IsOptional()
  @IsObject()
  params?: Record<string, unknown>;
}

@ApiSchema({ name: 'SqlColumn' })
export class SqlColumn {
  @ApiProperty({ example: 'events' })
  name!: string;

  @ApiProperty({ example: 'UInt64' })
  type!: string;
}

@ApiSchema({ name: 'SqlAnswer' })
export class SqlAnswer {
  @ApiProperty({ type: [SqlColumn] })
  columns!: SqlColumn[];

  @ApiProperty({ type: 'array', items: { type: 'array', items: {} }, example: [['view', 8000]] })
  rows!: unknown[][];

  @ApiProperty({ type: 'integer', example: 1 })
  row_count!: number;

  @ApiProperty({ type: 'integer', description: 'How long ClickHouse took, as seen from the gateway.', example: 4 })
  elapsed_ms!: number;
}
