import path from 'node:path';
import { type Pinned, pin, unlessGone } from './pinned.file.js';
import { type BackupManifest, type Source, contentsOf } from './tree.copy.js';

/** Files of a running installation, each as it was at the moment when it was pinned. */
export class PinnedTree {
  readonly #files = new Map<string, Pinned>();

  constructor(private readonly folder: string) {}

  /** Pins files by their paths below the folder; those that are pinned already grow to what they have now. */
  async pin(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const known = this.#files.get(name);
      if (known) known.bytes = (await known.handle.stat()).size;
      else {
        const pinned = await pin(path.join(this.folder, name)).catch(unlessGone(undefined));
        if (pinned) this.#files.set(name, pinned);
      }
    }
  }

  /** Pins all that is not left out; answers the links and folders. */
  async pinAll(isLeftOut: (name: string) => boolean): Promise<Pick<BackupManifest, 'links' | 'folders'>> {
    const { files, ...rest } = await contentsOf(this.folder, isLeftOut);
    await this.pin(files);
    return rest;
  }

  get sources(): Source[] {
    return [...this.#files].map(([name, from]) => ({ name, from }));
  }

  async release(): Promise<void> {
    await Promise.all([...this.#files.values()].map(({ handle }) => handle.close()));
    this.#files.clear();
  }
}
