export { decodeEvents, decodeFrame } from './decode-frame.js';
export { encodeFrame, frameRows } from './encode-frame.js';
export { ERROR_COLUMNS, type ErrorRow, encodeErrorBlock, errorRowsOf } from './error-block.js';
export {
  EVENT_COLUMNS,
  type EncodedBlock,
  type PlacedFrame,
  type RowSelection,
  countMonths,
  encodeEventBlock,
} from './event-block.js';
export { FrameBuilder, type FrameFacts, frameRowsOf } from './frame.builder.js';
export { FrameFormatError, STRING_COLUMNS } from './frame.format.js';
export { type FrameHeader, type OpenFrame, openFrame, readFrameHeader } from './open-frame.js';
export type { Allocate } from './native-block.js';
export { eventIdAt } from './event-id.js';
export { monthOf } from './month.js';
export { viewOf } from './view-of.js';
