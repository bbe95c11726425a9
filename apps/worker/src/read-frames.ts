import { FrameFormatError, type PlacedFrame, openFrame } from '@argus/codec';
import { type Cut, readRange } from '@argus/queue';

/** The frames of a cut, and in words what of it cannot be read. Throws the system's error when a file is gone. */
export function readFrames(cut: Cut): { frames: PlacedFrame[]; damage: string[] } {
  const frames: PlacedFrame[] = [];
  const damage: string[] = [];
  const note = ({ file, offset, detail }: { file: string; offset: number; detail: string }) =>
    damage.push(`${file} at ${offset}: ${detail}`);
  for (const { first, payload } of readRange(cut, note)) {
    try {
      frames.push({ first, frame: openFrame(payload) });
    } catch (error) {
      if (!(error instanceof FrameFormatError)) throw error;
      damage.push(`frame ${first}: ${error.message}`);
    }
  }
  return { frames, damage };
}
