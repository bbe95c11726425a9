import type { Notice } from '@argus/client';
import type { Gateway } from '../shared/gateway.js';

/** What the page asks the service worker to send. */
export interface Track {
  gateway: Gateway;
  name: 'view' | 'click' | 'location';
  data: Record<string, unknown>;
  /** The address of the page: a service worker has none of its own. */
  page_url: string;
}

/** What the page asks while something waits: that the service worker runs, and takes up what an earlier life of it has left. */
export type Wake = Pick<Track, 'gateway'>;

/** What the service worker tells every open page. */
export type FromServiceWorker = Notice;
