import { fetchStorage } from '../api/storage.api.js';
import { useLiveQuery } from '../composables/useLiveQuery.js';

/** The page's answer, shared by its panels: they all show the same moment. */
export const useStorage = () => useLiveQuery({ key: () => ['storage'], fetch: (signal) => fetchStorage(signal) });
