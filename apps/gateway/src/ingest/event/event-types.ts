import { PAGE_VIEW_NAMES } from '@argus/contract';
import type { CompiledEntry, TrackingPlan } from '@argus/tracking-plan';
import { isWord } from '../scan/json.bytes.js';
import { type DataRules, dataRulesOf } from './data-rules.js';

const VIEWS = new Set<string>(PAGE_VIEW_NAMES);
/** Slots; two types that meet in one take turns. */
const SLOTS = 512;

/** Whether an event of this name counts as a page view. */
export const isPageView = (name: string): boolean => VIEWS.has(name);

/** All that is to be known of one kind of events. */
export interface EventType {
  category: string;
  name: string;
  isView: boolean;
  /** Undefined where the plan does not know it. */
  entry: CompiledEntry | undefined;
  rules: DataRules;
}

interface Known extends EventType {
  categoryBytes: Uint8Array;
  nameBytes: Uint8Array;
}

/** The kinds of events that came lately, found by the bytes of category and name: no text is made for an event. */
export class EventTypes {
  #slots: (Known | undefined)[] = [];
  #plan: TrackingPlan | undefined;

  /** The type by this plan; `bytes` holds both texts. */
  find(plan: TrackingPlan, bytes: Buffer, category: number, categoryEnd: number, name: number, end: number): EventType {
    if (plan !== this.#plan) {
      this.#plan = plan;
      this.#slots = Array.from({ length: SLOTS }, () => undefined);
    }
    const categoryLength = categoryEnd - category;
    const nameLength = end - name;
    let slot = categoryLength * 31 + nameLength * 17;
    if (categoryLength > 0) slot += (bytes[category] as number) * 7 + (bytes[categoryEnd - 1] as number);
    if (nameLength > 0) slot += (bytes[name] as number) * 13 + (bytes[end - 1] as number) * 3;
    slot &= SLOTS - 1;
    const known = this.#slots[slot];
    if (
      known !== undefined &&
      known.nameBytes.length === nameLength &&
      known.categoryBytes.length === categoryLength &&
      isWord(bytes, name, known.nameBytes) &&
      isWord(bytes, category, known.categoryBytes)
    ) {
      return known;
    }
    const found = describe(plan, bytes.toString('utf8', category, categoryEnd), bytes.toString('utf8', name, end));
    this.#slots[slot] = found;
    return found;
  }
}

function describe(plan: TrackingPlan, category: string, name: string): Known {
  const entry = plan.find(category, name);
  return {
    category,
    name,
    isView: isPageView(name),
    entry,
    rules: entry ? dataRulesOf(entry.entry.schema) : 'anything',
    categoryBytes: Buffer.from(category),
    nameBytes: Buffer.from(name),
  };
}
