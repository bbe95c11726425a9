import { computed, reactive } from 'vue';
import type { EventFilter } from '../api/events.api.js';
import { useSource } from '../composables/useSource.js';
import { useUrlChoice } from '../composables/useUrlChoice.js';
import { useUrlParam } from '../composables/useUrlParam.js';

/** An instant of the URL (local date and time, or ISO) as the API wants it; what is none is left out. */
function toInstant(text: string): string {
  const at = Date.parse(text);
  return Number.isFinite(at) ? new Date(at).toISOString() : '';
}

/** What is searched for, kept in the URL. */
export function useEventFilter() {
  const fields = reactive({
    session_id: useUrlParam('session_id'),
    user_id: useUrlParam('user_id'),
    category: useUrlParam('category'),
    name: useUrlParam('name'),
    from: useUrlParam('from'),
    to: useUrlParam('to'),
    order: useUrlChoice('order', ['desc', 'asc'], 'desc'),
  });
  const source = useSource();
  const filter = computed<EventFilter>(() => ({
    source: source.value,
    session_id: fields.session_id,
    user_id: fields.user_id,
    category: fields.category,
    name: fields.name,
    from: toInstant(fields.from),
    to: toInstant(fields.to),
    order: fields.order,
  }));
  const isNarrowed = computed(() =>
    Object.entries(filter.value).some(([name, value]) => name !== 'order' && value !== ''),
  );
  function clear(): void {
    Object.assign(fields, { session_id: '', user_id: '', category: '', name: '', from: '', to: '' });
    source.value = '';
  }
  return { fields, filter, isNarrowed, clear };
}
