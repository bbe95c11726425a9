import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './App.vue';
import { loadPagesWhenIdle, reloadWhenStale } from './load-pages.js';
import { createQueryClient } from './query-client.js';
import { router } from './router.js';
import '@fontsource-variable/figtree/wght.css';
import './styles/tokens.css';
import './styles/foundation.css';
import './styles/controls.css';

const app = createApp(App)
  .use(router)
  .use(VueQueryPlugin, { queryClient: createQueryClient(router) });

// Before the first route is resolved the address says nothing: questions asked then would be those of another page.
await router.isReady();
app.mount('#app');
reloadWhenStale(router);
loadPagesWhenIdle(router);
