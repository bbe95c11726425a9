import { createClient, type Notice } from '@argus/client';
import type { Gateway } from '../shared/gateway.js';
import type { Track, Wake } from './messages.js';

/** Browsers end a service worker that was idle for half a minute, and the timer of its next try with it. */
const WAKE_EVERY_MS = 20_000;

export type SendTrack = (name: Track['name'], data: Track['data']) => void;

/** Opens the way to the gateway: by the service worker, or straight from the page where there is none (plain HTTP). */
export async function openTracker(gateway: Gateway, onNotice: (notice: Notice) => void): Promise<SendTrack> {
  if (!('serviceWorker' in navigator)) {
    const { url, key, source } = gateway;
    const client = createClient({ url, ...(key && { key }), ...(source && { source }) });
    client.watch(onNotice);
    return (name, data) => void client.track(name, data);
  }
  const keepAwake = wakesWhileWaiting(() => void post({ gateway }));
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<Notice>) => {
    keepAwake(data);
    onNotice(data);
  });
  await navigator.serviceWorker.register('service-worker.js');
  await navigator.serviceWorker.ready;
  return (name, data) => void post({ gateway, name, data, page_url: location.href.replace(/#.*/, '') });
}

async function post(message: Track | Wake): Promise<void> {
  const { active } = await navigator.serviceWorker.ready;
  // The worker that controls the page may be a newer one than the one that was active when the page was loaded.
  (navigator.serviceWorker.controller ?? active)?.postMessage(message);
}

/** Calls `wake` again and again from the first try that failed until the gateway speaks of an event. */
function wakesWhileWaiting(wake: () => void): (notice: Notice) => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  return (notice) => {
    if (notice.kind === 'waiting') timer ??= setInterval(wake, WAKE_EVERY_MS);
    // What is dropped for want of room says nothing of the gateway.
    else if (notice.kind === 'verdict' && notice.verdict.outcome !== 'dropped') {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
