/**
 * The same bytes as a DataView: with it four of them are read or written in one step, wherever they lie, which is what makes
 * a loop over a text of 100 bytes faster than a call into the runtime.
 */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
