import type { WritableComputedRef } from 'vue';
import { useUrlParam } from './useUrlParam.js';

/** The source that every page is narrowed to; empty means all that the viewer may read. */
export const useSource = (): WritableComputedRef<string> => useUrlParam('source');
