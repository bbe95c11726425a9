export { type CompiledEntry, PlanEntryError, compileEntry } from './compile-entry.js';
export { explainErrors } from './explain-errors.js';
export { BUILT_IN_FOLDER, type LoadedPlan, loadPlan } from './load-plan.js';
export { parseEntry } from './parse-entry.js';
export type { PlanEntry } from './plan-entry.type.js';
export { shorten } from './shorten.js';
export { TrackingPlan } from './tracking-plan.js';
