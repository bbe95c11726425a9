import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import OverviewPage from './overview/OverviewPage.vue';

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'overview', component: OverviewPage, meta: { title: 'Overview', live: true } },
  { path: '/dashboard', redirect: { name: 'overview' } },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./shell/NotFoundPage.vue'),
    meta: { title: 'Not found' },
  },
];

export const router = createRouter({
  history: createWebHistory('/'),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});

router.afterEach((to) => {
  document.title = `${String(to.meta['title'] ?? 'Argus')} · Argus`;
});
