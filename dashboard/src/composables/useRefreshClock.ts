import { useQueryClient } from '@tanstack/vue-query';
import { createSharedComposable, useDocumentVisibility, useIntervalFn, useTimeoutFn } from '@vueuse/core';
import { computed, ref, shallowRef } from 'vue';
import { isPaused, leftOf, startCountdown, togglePause, type Countdown } from './refresh-countdown.js';

/** How long the gateway may give many viewers one answer, and a little. */
const SHARED_ANSWER_MS = 700;

/**
 * The 30-second refresh of everything live on the screen: one clock for the whole application, so that the countdown that
 * one sees is the one that acts. A hidden tab does not fetch; it does at once when it is seen again.
 */
export const useRefreshClock = createSharedComposable(() => {
  const client = useQueryClient();
  const visibility = useDocumentVisibility();
  const countdown = shallowRef<Countdown>(startCountdown(Date.now()));
  const now = ref(Date.now());
  const running = shallowRef<Promise<void>>();

  /** Joins the refresh that runs, if one does. */
  function refresh(): Promise<void> {
    running.value ??= fetchLive().finally(() => (running.value = undefined));
    return running.value;
  }

  async function fetchLive(): Promise<void> {
    // The next turn counts from now: an answer that takes long must not stretch the promise of 30 seconds.
    if (!isPaused(countdown.value)) countdown.value = startCountdown(Date.now());
    now.value = Date.now();
    await client.refetchQueries({ type: 'active', predicate: (query) => query.meta?.['live'] === true });
  }

  /** One that runs already has asked before what must show was sent: it is waited for, not joined. */
  async function refreshAnew(): Promise<void> {
    await running.value;
    await refresh();
  }

  /** Asked for by hand: what was sent a moment ago must show, and answers may be half a second old. So it asks twice. */
  async function refreshNow(): Promise<void> {
    await refreshAnew();
    askAgain();
  }
  const { start: askAgain } = useTimeoutFn(() => void refreshAnew(), SHARED_ANSWER_MS, { immediate: false });

  function toggle(): void {
    now.value = Date.now();
    countdown.value = togglePause(countdown.value, now.value);
  }

  useIntervalFn(() => {
    now.value = Date.now();
    const due = !isPaused(countdown.value) && leftOf(countdown.value, now.value) === 0;
    if (due && visibility.value === 'visible') void refresh();
  }, 250);

  const leftMs = computed(() => leftOf(countdown.value, now.value));
  return {
    leftMs,
    secondsLeft: computed(() => Math.ceil(leftMs.value / 1_000)),
    paused: computed(() => isPaused(countdown.value)),
    refreshing: computed(() => running.value !== undefined),
    /** Wall clock in milliseconds, ticking a few times a second. */
    now,
    refreshNow,
    toggle,
  };
});
