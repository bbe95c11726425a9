import { createClient } from './client.js';
import type { Client } from './types.js';

declare global {
  interface Window {
    /** The client of `<script src="…/client/argus.js">`. */
    argus: Client;
  }
}

/**
 * The build for a script tag. Attributes of the tag set it up: `data-url` (default: where the script comes from), `data-key`,
 * `data-source`, `data-pages="off"` (no page views by itself), `data-debug` (shows the verdicts on the page).
 */
const script = document.currentScript as HTMLScriptElement;
const { url = new URL(script.src).origin, key, source, pages, debug } = script.dataset;

window.argus = createClient({ url, ...(key && { key }), ...(source && { source }), autoPages: pages !== 'off' });

if (debug !== undefined) {
  const overlay = document.createElement('script');
  overlay.src = new URL('argus-debug.js', script.src).href;
  document.head.append(overlay);
}
