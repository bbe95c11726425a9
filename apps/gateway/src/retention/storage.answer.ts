import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { type DropStep, type StorageReport, type TableSize, isoOf } from '@argus/clickhouse';

@ApiSchema({ name: 'NextDrop' })
export class NextDropAnswer {
  @ApiProperty({
    description: 'Months of raw rows go as a whole; aggregates go by the day.',
    example: 'the month 2026-01',
  })
  what!: string;

  @ApiProperty({ type: 'integer', example: 1_204_000 })
  rows!: number;

  @ApiProperty({ type: 'integer', description: 'On disk; of aggregates an estimate.', example: 48_160_000 })
  bytes!: number;

  @ApiProperty({
    format: 'date-time',
    description: 'When the youngest of the rows is too old. They go with one of the next merges after that.',
    example: '2026-05-02T00:00:00.000Z',
  })
  at!: string;
}

@ApiSchema({ name: 'TableSize' })
export class TableSizeAnswer {
  @ApiProperty({ example: 'events' })
  table!: string;

  @ApiProperty({ type: 'integer', example: 10_000_000 })
  rows!: number;

  @ApiProperty({ type: 'integer', description: 'On disk: compressed, indexes included.', example: 411_898_544 })
  bytes!: number;

  @ApiProperty({ type: 'number', nullable: true, description: 'null without rows.', example: 41.2 })
  bytes_per_row!: number | null;

  @ApiProperty({ type: 'integer', example: 12 })
  parts!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-01T00:00:03.250Z' })
  oldest!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-03-15T14:29:59.120Z' })
  newest!: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Today and so many whole days before it are kept; null: for ever, or by a rule of its own.',
    example: 90,
  })
  kept_days!: number | null;

  @ApiProperty({ type: NextDropAnswer, nullable: true, description: 'What retention drops next; null: nothing.' })
  next_drop!: NextDropAnswer | null;
}

@ApiSchema({ name: 'DiskSpace' })
export class DiskSpaceAnswer {
  @ApiProperty({ example: 'default' })
  name!: string;

  @ApiProperty({ type: 'integer', example: 82_676_711_424 })
  free_bytes!: number;

  @ApiProperty({ type: 'integer', example: 270_553_174_016 })
  total_bytes!: number;
}

@ApiSchema({ name: 'QueueSize' })
export class QueueSizeAnswer {
  @ApiProperty({ type: 'integer', description: 'Events and errors that wait for ClickHouse.', example: 0 })
  rows!: number;

  @ApiProperty({ type: 'integer', description: 'Of its files, delivered events included until their file is full.' })
  bytes!: number;

  @ApiProperty({ type: 'integer', description: 'QUEUE_MAX_BYTES', example: 4_294_967_296 })
  max_bytes!: number;
}

@ApiSchema({ name: 'Storage' })
export class StorageAnswer {
  @ApiProperty({ format: 'date-time', example: '2026-03-15T14:30:00.000Z' })
  as_of!: string;

  @ApiProperty({ type: 'integer', description: 'Of all tables, on disk.', example: 412_000_000 })
  total_bytes!: number;

  @ApiProperty({ type: [TableSizeAnswer], description: 'The largest first.' })
  tables!: TableSizeAnswer[];

  @ApiProperty({ type: QueueSizeAnswer })
  queue!: QueueSizeAnswer;

  @ApiProperty({ type: [DiskSpaceAnswer], description: "ClickHouse's disks." })
  disks!: DiskSpaceAnswer[];
}

const dropAnswer = ({ what, rows, bytes, at }: DropStep): NextDropAnswer => {
  return { what, rows, bytes, at: new Date(at * 1000).toISOString() };
};

function tableAnswer(size: TableSize): TableSizeAnswer {
  const { table, rows, bytes, parts, oldestUs, newestUs, keptDays, nextDrop } = size;
  return {
    table,
    rows,
    bytes,
    bytes_per_row: rows === 0 ? null : Math.round((bytes / rows) * 10) / 10,
    parts,
    oldest: oldestUs === undefined ? null : isoOf(oldestUs),
    newest: newestUs === undefined ? null : isoOf(newestUs),
    kept_days: keptDays || null,
    next_drop: nextDrop === undefined ? null : dropAnswer(nextDrop),
  };
}

/** What the database and the queue say, as the API gives it out. Pure. */
export function storageAnswer(
  { tables, disks }: StorageReport,
  queue: { rows: number; usedBytes: number; maxBytes: number },
  nowMs: number,
): StorageAnswer {
  return {
    as_of: new Date(nowMs).toISOString(),
    total_bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    tables: tables.map(tableAnswer),
    queue: { rows: queue.rows, bytes: queue.usedBytes, max_bytes: queue.maxBytes },
    disks: disks.map(({ name, freeBytes, totalBytes }) => {
      return { name, free_bytes: freeBytes, total_bytes: totalBytes };
    }),
  };
}
