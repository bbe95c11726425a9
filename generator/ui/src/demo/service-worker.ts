import { createClient, type Client } from '@argus/client';
import type { Gateway } from '../shared/gateway.js';
import { openCacheStore, type CacheStore } from './cache.store.js';
import type { FromServiceWorker, Track, Wake } from './messages.js';

declare const self: ServiceWorkerGlobalScope;

/** Sent at once: a service worker may be ended whenever it has nothing to do. */
const FLUSH_MS = 50;

interface Sender {
  client: Client;
  store: CacheStore;
}

let sender: Promise<Sender> | undefined;

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => event.waitUntil(send(event.data as Track | Wake)));

async function send(message: Track | Wake): Promise<void> {
  const { client, store } = await open(message.gateway);
  if ('name' in message) client.track(message.name, message.data, { page_url: message.page_url });
  await client.flush();
  await store.saved();
}

/** One client for the life of this worker; what an earlier life could not deliver is in the store. */
function open(gateway: Gateway): Promise<Sender> {
  sender ??= openCacheStore().then((store) => {
    const { url, key, source } = gateway;
    const client = createClient({
      url,
      ...(key && { key }),
      ...(source && { source }),
      flushMs: FLUSH_MS,
      storage: store,
    });
    client.watch((notice) => void tellPages(notice));
    return { client, store };
  });
  return sender;
}

async function tellPages(notice: FromServiceWorker): Promise<void> {
  for (const page of await self.clients.matchAll()) page.postMessage(notice);
}
