import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Where `npm run dev -w @argus/dashboard` finds a running gateway. */
const gateway = 'http://127.0.0.1:3000';
const routes = [
  '/analytics',
  '/events',
  '/sessions',
  '/errors',
  '/outcomes',
  '/query',
  '/admin',
  '/health',
  '/metrics',
];

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: false },
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The gateway's content security policy allows no inline script and no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: Object.fromEntries(routes.map((route) => [route, gateway])) },
});
