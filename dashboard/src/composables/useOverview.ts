import { fetchOverview } from '../api/analytics.api.js';
import { useLiveQuery } from './useLiveQuery.js';
import { useSource } from './useSource.js';

/** The first page's answer, shared by its panels: they all show the same moment. */
export function useOverview() {
  const source = useSource();
  return useLiveQuery({
    key: () => ['overview', source.value],
    fetch: (signal) => fetchOverview(source.value, signal),
  });
}
