import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { PERSONAL_TABLES, type PersonalTable, type Traces, isoOf } from '@argus/clickhouse';
import type { ErasureJob } from './erasure.job.js';

@ApiSchema({ name: 'PersonRows' })
export class PersonRowsAnswer implements Record<PersonalTable, number> {
  @ApiProperty({ type: 'integer', example: 1204 })
  events!: number;

  @ApiProperty({ type: 'integer', description: 'Wrong fields of refused events that name the person.', example: 3 })
  errors!: number;

  @ApiProperty({ type: 'integer', example: 96 })
  activity_hourly!: number;

  @ApiProperty({ type: 'integer', example: 31 })
  activity_daily!: number;
}

@ApiSchema({ name: 'ErasurePreview' })
export class ErasurePreviewAnswer {
  @ApiProperty({ example: 'ada' })
  user_id!: string;

  @ApiProperty({ type: [String], nullable: true, description: 'null: of every source.', example: null })
  sources!: string[] | null;

  @ApiProperty({ type: PersonRowsAnswer, description: 'What would be erased. Counts without identity are recomputed.' })
  rows!: PersonRowsAnswer;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-03T10:00:00.000Z' })
  first_event_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-03-15T14:29:59.120Z' })
  last_event_at!: string | null;

  @ApiProperty({
    type: 'integer',
    description:
      'Rows of anybody that wait in the queue of this gateway and are not counted; an erasure delivers them first.',
    example: 0,
  })
  queued_rows!: number;
}

@ApiSchema({ name: 'Erasure' })
export class ErasureAnswer {
  @ApiProperty({ format: 'uuid', example: '1b4e28ba-2fa1-41d2-883f-0016d3cca427' })
  job_id!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Forgotten when the job is done.', example: null })
  user_id!: string | null;

  @ApiProperty({
    description: 'SHA-256 of the id, hexadecimal: whoever knows the id finds the proof.',
    example: '5a5d3f1ac1b2e9b5ed0a3a5f4c8d7f5c2b0c7a1f4a8d3f9be4d1c2b3a4f5e6d7',
  })
  user_id_sha256!: string;

  @ApiProperty({ type: [String], nullable: true, description: 'null: of every source.', example: null })
  sources!: string[] | null;

  @ApiProperty({
    enum: ['draining', 'erasing', 'compacting', 'done'],
    description:
      'draining: what was acknowledged before is delivered first. erasing: rows go from every answer. compacting: they go from ' +
      'the disk. done: nothing is left.',
    example: 'done',
  })
  state!: string;

  @ApiProperty({ type: String, nullable: true, description: 'What it waits for, in words.', example: null })
  detail!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-03-15T14:30:00.000Z' })
  requested_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-03-15T14:30:12.000Z' })
  finished_at!: string | null;

  @ApiProperty({ type: PersonRowsAnswer, nullable: true, description: 'What was found; null: not counted yet.' })
  found!: PersonRowsAnswer | null;

  @ApiProperty({
    type: PersonRowsAnswer,
    nullable: true,
    description: 'What is left of what was received before the request, counted at the end: the proof.',
  })
  left!: PersonRowsAnswer | null;
}

@ApiSchema({ name: 'Erasures' })
export class ErasuresAnswer {
  @ApiProperty({ type: [ErasureAnswer], description: 'The newest first.' })
  erasures!: ErasureAnswer[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

const rowsAnswer = (rows: Record<PersonalTable, number>): PersonRowsAnswer =>
  Object.fromEntries(PERSONAL_TABLES.map((table) => [table, rows[table]])) as Record<PersonalTable, number>;

/** What stands in a job, as the API gives it out. Pure. */
export function erasureAnswer(job: ErasureJob, detail: string | undefined): ErasureAnswer {
  return {
    job_id: job.job_id,
    user_id: job.user_id,
    user_id_sha256: job.user_id_sha256,
    sources: job.sources,
    state: job.state,
    detail: job.state === 'done' ? null : (detail ?? null),
    requested_at: iso(job.requested_at_ms),
    finished_at: job.finished_at_ms === null ? null : iso(job.finished_at_ms),
    found: job.found && rowsAnswer(job.found.rows),
    left: job.left && rowsAnswer(job.left),
  };
}

/** What an erasure would find. Pure. */
export function previewAnswer(
  { userId, sources }: { userId: string; sources: string[] | undefined },
  { rows, firstUs, lastUs }: Traces,
  queuedRows: number,
): ErasurePreviewAnswer {
  const hasEvents = rows.events > 0;
  return {
    user_id: userId,
    sources: sources ?? null,
    rows: rowsAnswer(rows),
    first_event_at: hasEvents ? isoOf(firstUs) : null,
    last_event_at: hasEvents ? isoOf(lastUs) : null,
    queued_rows: queuedRows,
  };
}
