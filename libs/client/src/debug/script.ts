import { showDebug } from './index.js';

/** The overlay for the script tag: `data-debug` on the tag of `argus.js` loads it. */
showDebug(window.argus);
