import { useEventListener } from '@vueuse/core';
import { ref } from 'vue';
import { useRouter } from 'vue-router';
import { useRefreshClock } from '../composables/useRefreshClock.js';
import { useSource } from '../composables/useSource.js';
import { useTheme } from '../composables/useTheme.js';
import { PAGES } from './pages.js';
import { isTyping } from './shortcuts.js';

/** How long after `g` the second key counts. */
const CHORD_MS = 1_500;

/** Single-key shortcuts for the whole application; none while one types or with Ctrl, Alt or Meta. */
export function useShortcuts() {
  const router = useRouter();
  const source = useSource();
  const clock = useRefreshClock();
  const theme = useTheme();
  const helpOpen = ref(false);
  let chordUntil = 0;

  function goTo(key: string): boolean {
    const page = PAGES.find((one) => one.key === key && router.hasRoute(one.name));
    if (page) void router.push({ name: page.name, query: source.value ? { source: source.value } : {} });
    return page !== undefined;
  }

  const actions: Readonly<Record<string, () => unknown>> = {
    '?': () => (helpOpen.value = true),
    r: clock.refreshNow,
    p: clock.toggle,
    d: theme.toggle,
    g: () => (chordUntil = Date.now() + CHORD_MS),
    '/': () => document.querySelector<HTMLElement>('main input, main [contenteditable]')?.focus(),
  };

  useEventListener('keydown', (event: KeyboardEvent) => {
    // The composed path looks into the SQL editor's shadow root, too.
    const typing = isTyping(event.composedPath()[0] ?? null);
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || helpOpen.value) return;
    const isChord = Date.now() < chordUntil;
    chordUntil = 0;
    if (isChord && goTo(event.key)) return event.preventDefault();
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  return { helpOpen };
}
