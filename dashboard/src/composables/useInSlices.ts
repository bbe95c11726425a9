import { computed, ref, watch, type Ref } from 'vue';

/** So many rows fill a screen. */
const FIRST = 30;

/**
 * The first rows of a list at once, the others when those are drawn: a page that shows a hundred rows answers a click as
 * quickly as one that shows thirty.
 */
export function useInSlices<T>(rows: Ref<readonly T[]>) {
  const isWhole = ref(false);
  watch(
    () => rows.value.length > 0,
    (hasRows) => {
      if (hasRows) requestAnimationFrame(() => setTimeout(() => (isWhole.value = true)));
    },
    { immediate: true },
  );
  return computed(() => (isWhole.value ? rows.value : rows.value.slice(0, FIRST)));
}
