import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import OverviewPage from './overview/OverviewPage.vue';

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'overview', component: OverviewPage, meta: { title: 'Overview' } },
  { path: '/dashboard', redirect: { name: 'overview' } },
  {
    path: '/dashboard/events',
    name: 'events',
    component: () => import('./events/EventsPage.vue'),
    meta: { title: 'Events' },
  },
  {
    path: '/dashboard/sessions',
    name: 'sessions',
    component: () => import('./sessions/SessionsPage.vue'),
    meta: { title: 'Sessions' },
  },
  {
    path: '/dashboard/sessions/:id',
    name: 'session',
    component: () => import('./sessions/SessionPage.vue'),
    meta: { title: 'Session', section: 'sessions' },
  },
  {
    path: '/dashboard/errors',
    name: 'errors',
    component: () => import('./errors/ErrorsPage.vue'),
    meta: { title: 'Errors' },
  },
  {
    path: '/dashboard/pipeline',
    name: 'pipeline',
    component: () => import('./pipeline/PipelinePage.vue'),
    meta: { title: 'Pipeline' },
  },
  {
    path: '/dashboard/storage',
    name: 'storage',
    component: () => import('./storage/StoragePage.vue'),
    meta: { title: 'Storage' },
  },
  { path: '/dashboard/sql', name: 'sql', component: () => import('./sql/SqlPage.vue'), meta: { title: 'SQL' } },
  {
    path: '/dashboard/settings',
    name: 'settings',
    component: () => import('./settings/SettingsPage.vue'),
    meta: { title: 'Settings' },
  },
  {
    path: '/dashboard/sign-in',
    name: 'sign-in',
    component: () => import('./sign-in/SignInPage.vue'),
    meta: { title: 'Sign in', bare: true },
  },
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
