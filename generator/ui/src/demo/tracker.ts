import { createClient, type Notice } from '@argus/client';
import type { Gateway } from '../shared/gateway.js';
import type { Track } from './messages.js';

export type SendTrack = (name: Track['name'], data: Track['data']) => void;

/** Opens the way to the gateway: by the service worker, or straight from the page where there is none (plain HTTP). */
export async function openTracker(gateway: Gateway, onNotice: (notice: Notice) => void): Promise<SendTrack> {
  if (!('serviceWorker' in navigator)) {
    const { url, key, source } = gateway;
    const client = createClient({ url, ...(key && { key }), ...(source && { source }) });
    client.watch(onNotice);
    return (name, data) => void client.track(name, data);
  }
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<Notice>) => onNotice(data));
  await navigator.serviceWorker.register('service-worker.js');
  const { active } = await navigator.serviceWorker.ready;
  return (name, data) => {
    const message: Track = { gateway, name, data, page_url: location.href.replace(/#.*/, '') };
    // The worker that controls the page may be a newer one than the one that was active when the page was loaded.
    (navigator.serviceWorker.controller ?? active)?.postMessage(message);
  };
}
