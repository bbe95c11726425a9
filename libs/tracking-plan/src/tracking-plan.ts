import type { CompiledEntry } from './compile-entry.js';

/** All registered event types of an installation, found by category and name. Immutable: a reload makes a new one. */
export class TrackingPlan {
  readonly #byName = new Map<string, Map<string, CompiledEntry>>();

  constructor(readonly entries: readonly CompiledEntry[]) {
    for (const compiled of entries) {
      const { category, name } = compiled.entry;
      const ofName = this.#byName.get(name) ?? new Map<string, CompiledEntry>();
      ofName.set(category, compiled);
      this.#byName.set(name, ofName);
    }
  }

  /** The rules of an event type, or undefined where it is not registered. */
  find(category: string, name: string): CompiledEntry | undefined {
    return this.#byName.get(name)?.get(category);
  }
}
