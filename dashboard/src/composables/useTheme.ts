import { createSharedComposable, usePreferredDark, useStorage } from '@vueuse/core';
import { computed, watchEffect } from 'vue';

export type Theme = 'system' | 'light' | 'dark';

/** The chosen theme, kept in this browser; `system` follows `prefers-color-scheme`. */
export const useTheme = createSharedComposable(() => {
  const chosen = useStorage<Theme>('argus-theme', 'system');
  const systemIsDark = usePreferredDark();
  const dark = computed(() => (chosen.value === 'system' ? systemIsDark.value : chosen.value === 'dark'));

  watchEffect(() => {
    if (chosen.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen.value;
  });

  const toggle = () => (chosen.value = dark.value ? 'light' : 'dark');
  return { chosen, dark, toggle };
});
