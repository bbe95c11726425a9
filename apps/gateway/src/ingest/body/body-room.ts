const MOST_BYTES = 256 * 1024 * 1024;
const LEAST_BYTES = 32 * 1024 * 1024;

/** What one body takes of the room. */
export class Held {
  #bytes = 0;
  #isReleased = false;

  constructor(private readonly room: BodyRoom) {}

  /** Takes more; false where there is no room for it. */
  grow(bytes: number): boolean {
    if (this.#isReleased || !this.room.take(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  /** May be called twice. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.room.giveBack(this.#bytes);
  }
}

/**
 * The memory of all bodies that are on their way or wait for their answer: 2,000 connections of 10 MiB each would be 20 GB.
 * A body takes what it announces before anything of it is read; one that announces nothing takes what comes.
 */
export class BodyRoom {
  #taken = 0;

  constructor(private readonly most: number) {}

  /** For a body of so many bytes; undefined where there is no room for it. */
  hold(bytes: number): Held | undefined {
    const held = new Held(this);
    return held.grow(bytes) ? held : undefined;
  }

  take(bytes: number): boolean {
    if (this.#taken + bytes > this.most) return false;
    this.#taken += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#taken -= bytes;
  }
}

/** 256 MiB, on a small machine an eighth of its memory, but room for three of the largest bodies. Pure. */
export const roomFor = (memoryBytes: number): number =>
  Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.floor(memoryBytes / 8)));
