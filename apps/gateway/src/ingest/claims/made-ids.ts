import { idBytes } from '../../redis/shared-id.js';

/** The ids that were made here since the last `clear`: no other gateway can know them, so none is asked about them. */
export class MadeIds {
  readonly #ids = new Set<string>();

  constructor(private readonly make: () => string) {}

  readonly next = (): string => {
    const id = this.make();
    this.#ids.add(idBytes(id));
    return id;
  };

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  clear(): void {
    this.#ids.clear();
  }
}
