import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FieldError } from '@argus/contract';
import { explainErrors } from './explain-errors.js';
import type { PlanEntry } from './plan-entry.type.js';

/** An event type whose rules were compiled: `accepts` is the hot path, `explain` is asked only once it said no. */
export interface CompiledEntry {
  readonly entry: PlanEntry;
  /** Where it was read from; empty where it came from elsewhere. */
  readonly file: string;
  accepts(data: unknown): boolean;
  /** Every wrong field, its path beginning with `data.`; empty where nothing is wrong. */
  explain(data: unknown): FieldError[];
}

/** A schema that cannot be used; the message says why. */
export class PlanEntryError extends Error {
  override name = 'PlanEntryError';
}

/** Judges schemas: to compile the rules for rules takes a tenth of a second, once for all entries. It keeps none of them. */
const schemas = new Ajv({ strict: false });

// A field named `valueOf` or `constructor` is what the sender wrote, never what every object inherits.
const options = { strict: false, validateFormats: true, ownProperties: true, validateSchema: false } as const;

function createAjv(extra: { allErrors: boolean; verbose: boolean }): Ajv {
  const ajv = new Ajv({ ...options, ...extra });
  // The package is CommonJS: its default export is the plugin in some loaders, a namespace around it in others.
  const plugin = 'default' in addFormats ? (addFormats.default as unknown as typeof addFormats.default) : addFormats;
  (plugin as (ajv: Ajv) => Ajv)(ajv);
  return ajv;
}

/** Compiles the rules of one event type; throws PlanEntryError for a schema that is none. */
export function compileEntry(entry: PlanEntry, file = ''): CompiledEntry {
  try {
    // Throws for a schema that is none.
    void schemas.validateSchema(entry.schema, true);
    // A fresh Ajv each: it keeps every schema that it ever compiled, and plans are reloaded for as long as we run.
    const accepts = createAjv({ allErrors: false, verbose: false }).compile(entry.schema);
    // Most entries are never asked for it.
    let explain: ValidateFunction | undefined;
    return {
      entry,
      file,
      accepts: (data) => accepts(data),
      explain: (data) => {
        explain ??= createAjv({ allErrors: true, verbose: true }).compile(entry.schema);
        return explain(data) ? [] : explainErrors(explain.errors as ErrorObject[], 'data');
      },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlanEntryError(`The schema of "${entry.category}/${entry.name}" cannot be used: ${reason}`);
  }
}
