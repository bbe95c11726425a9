import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './App.vue';
import { createQueryClient } from './query-client.js';
import { router } from './router.js';
import '@fontsource-variable/figtree/wght.css';
import './styles/tokens.css';
import './styles/foundation.css';
import './styles/controls.css';

createApp(App)
  .use(router)
  .use(VueQueryPlugin, { queryClient: createQueryClient(router) })
  .mount('#app');
