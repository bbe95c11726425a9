import type { FileHandle } from 'node:fs/promises';

/** Appends texts to a file; those that come while a flush is under way share the next one. */
export class GroupCommit {
  #texts: string[] = [];
  #next: Promise<void> | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(private readonly file: FileHandle) {}

  /** Resolves when the text is on the disk. */
  append(text: string): Promise<void> {
    this.#texts.push(text);
    this.#next ??= this.#flushing.then(() => {
      this.#flushing = this.#flush();
      return this.#flushing;
    });
    return this.#next;
  }

  async #flush(): Promise<void> {
    // Once all the requests of this turn of the event loop are in.
    await new Promise((resolve) => setImmediate(resolve));
    const texts = this.#texts;
    this.#texts = [];
    this.#next = undefined;
    await this.file.write(`${texts.join('\n')}\n`);
    await this.file.datasync();
  }
}
