import type { Router } from 'vue-router';

/** What is needed at once comes first: the other pages are fetched when the browser has nothing better to do. */
const CALM_MS = 1_500;

/** Fetches the code of every page in the background, so that a click only has to draw. A page that cannot be had is tried again on its click. */
export function loadPagesWhenIdle(router: Router): void {
  const whenIdle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then));
  setTimeout(
    () =>
      whenIdle(() => {
        for (const { components } of router.getRoutes()) {
          const load = components?.['default'];
          if (typeof load === 'function') void (load as () => Promise<unknown>)().catch(() => undefined);
        }
      }),
    CALM_MS,
  );
}

/**
 * A tab that was open while Argus was upgraded knows pages under names that are gone: it is loaded anew at the page that was
 * clicked. Not while the gateway is away, for then the browser's own error page would take the place of what is still shown.
 */
export function reloadWhenStale(router: Router): void {
  router.onError((error: unknown, to) => {
    if (/dynamically imported module|module script|preload CSS/i.test(String(error))) void openAnew(to.fullPath);
  });
}

async function openAnew(address: string): Promise<void> {
  try {
    if ((await fetch('/health/live')).ok) location.assign(address);
  } catch {
    // The gateway is away: what is shown stays.
  }
}
