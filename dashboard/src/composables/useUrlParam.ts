import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw, type Router } from 'vue-router';

/** Writes of one tick, merged: each alone would start from the same old URL and undo its neighbour. */
const waiting = new WeakMap<Router, LocationQueryRaw>();

function writeParam(router: Router, name: string, value: string | undefined): void {
  const batch = waiting.get(router);
  if (batch) {
    batch[name] = value;
    return;
  }
  const made: LocationQueryRaw = { [name]: value };
  waiting.set(router, made);
  queueMicrotask(() => {
    waiting.delete(router);
    const { query, hash, params } = router.currentRoute.value;
    void router.replace({ params, query: { ...query, ...made }, hash });
  });
}

/** A parameter of the page's URL as a ref: the URL holds the state, so a reload or a shared link shows the same. */
export function useUrlParam(name: string, fallback = ''): WritableComputedRef<string> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => {
      const value = route.query[name];
      return (Array.isArray(value) ? value[0] : value) ?? fallback;
    },
    set: (value) => writeParam(router, name, value === fallback ? undefined : value),
  });
}
