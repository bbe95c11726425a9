import { computed, type WritableComputedRef } from 'vue';
import { useUrlParam } from './useUrlParam.js';

/** A parameter that takes one of a few values; anything else in the URL reads as the fallback. */
export function useUrlChoice<T extends string>(
  name: string,
  choices: readonly T[],
  fallback: T,
): WritableComputedRef<T> {
  const param = useUrlParam(name, fallback);
  return computed({
    get: () => choices.find((choice) => choice === param.value) ?? fallback,
    set: (value) => (param.value = value),
  });
}
