import type { PlacedFrame, EncodedBlock, RowSelection } from './event-block.js';
import { ByteWriter } from './byte.writer.js';
import { type Allocate, nativeBlock } from './native-block.js';

/** One row of the table `errors`. */
export interface ErrorRow {
  errorId: string;
  /** Microseconds since the epoch. */
  receivedAtUs: number;
  source: string;
  code: string;
  field: string;
  message: string;
  /** JSON text of the event as it was received. */
  event: string;
  sequence: number;
}

/** The columns of an errors block, in order. */
export const ERROR_COLUMNS = [
  'error_id',
  'received_at',
  'source',
  'code',
  'field',
  'message',
  'event',
  'sequence',
  'batch_id',
] as const;

/** The error rows of the frames within the range, in the order of the queue: after the events of their frame. */
export function errorRowsOf(frames: PlacedFrame[], { first: from, last }: RowSelection): ErrorRow[] {
  return frames.flatMap(({ first, frame }) => {
    if (frame.errorRows === 0) return [];
    let sequence = first + frame.events;
    const { source, receivedAtUs } = frame;
    return frame
      .rejected()
      .flatMap(({ event, fields }) => fields.map((field) => ({ ...field, event })))
      .map((field) => ({ ...field, source, receivedAtUs, sequence: sequence++ }))
      .filter((row) => row.sequence >= from && row.sequence <= last);
  });
}

/** Error rows as one Native block; empty when there are none. */
export function encodeErrorBlock(
  rows: readonly ErrorRow[],
  batchId: string,
  allocate: Allocate = Buffer.allocUnsafeSlow,
): EncodedBlock {
  if (rows.length === 0) return { rows: 0, body: allocate(0) };
  const column = (
    name: (typeof ERROR_COLUMNS)[number],
    type: string,
    put: (writer: ByteWriter, row: ErrorRow) => void,
  ) => {
    const writer = new ByteWriter(rows.length * 32);
    for (const row of rows) put(writer, row);
    return { name, type, bytes: writer.length, writer };
  };
  const columns = [
    column('error_id', 'UUID', (writer, row) => writer.putUuid(row.errorId)),
    column('received_at', "DateTime64(6, 'UTC')", (writer, row) => writer.putTicks(row.receivedAtUs)),
    column('source', 'String', (writer, row) => writer.putString(row.source)),
    column('code', 'String', (writer, row) => writer.putString(row.code)),
    column('field', 'String', (writer, row) => writer.putString(row.field)),
    column('message', 'String', (writer, row) => writer.putString(row.message)),
    column('event', 'String', (writer, row) => writer.putString(row.event)),
    column('sequence', 'UInt64', (writer, row) => writer.putTicks(row.sequence)),
    column('batch_id', 'String', (writer) => writer.putString(batchId)),
  ];
  const body = nativeBlock(rows.length, columns, allocate, (block, places) => {
    for (const [i, { writer }] of columns.entries()) writer.copyTo(block, places[i] as number);
  });
  return { rows: rows.length, body };
}
