import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, post, sendAll, untilStored, waitFor } from '../kit/index.js';
import { Visitor } from './dashboard-visitor.js';

const PAGES = [
  '/?user=ada&compare=1',
  '/dashboard/events',
  '/dashboard/events?event=00000000-0000-4000-8000-000000000001',
  '/dashboard/sessions',
  '/dashboard/sessions/s1',
  '/dashboard/errors?code=out_of_range',
  '/dashboard/pipeline',
  '/dashboard/storage',
  '/dashboard/sql?sql=SELECT+name,+count()+FROM+events+GROUP+BY+name',
  '/dashboard/settings',
  '/dashboard/sign-in',
  '/dashboard/nowhere',
];
const LOOKS = [
  { name: 'light, wide', width: 1440, height: 900, dark: false },
  { name: 'dark, wide', width: 1440, height: 900, dark: true },
  { name: 'light, phone', width: 390, height: 844, dark: false },
  { name: 'dark, phone', width: 390, height: 844, dark: true },
];
const FIRST_LOAD_BYTES = 200 * 1024;
/** One look goes through all pages. */
const LOOK_PATIENCE_MS = 300_000;

/** Nothing that loads, and nothing that moves but what never ends: half-way through a transition, colours have no contrast. */
const IS_STILL = `document.querySelector('.skeleton') === null && document.getAnimations().every(
  (animation) => animation.playState !== 'running' || animation.effect.getComputedTiming().endTime === Infinity
)`;

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

describe('the quality of every page', () => {
  let product: Product;
  let axe: string;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    product = await Product.start();
    const base = {
      user_id: 'ada',
      session_id: 's1',
      payload: { url: 'https://shop.example/', element_id: 'a', text: 'b' },
    };
    await sendAll(product, [
      { ...base, event_id: '00000000-0000-4000-8000-000000000001', event_type: 'view' },
      { ...base, event_type: 'click' },
    ]);
    await post(product, '/events', { user_id: 'u', event_type: 'location', payload: { latitude: 123, longitude: 5 } });
    await untilStored(product, 2);
  });
  afterAll(() => product?.stop());

  it.each(LOOKS)(
    '[E1] has no serious accessibility finding and fits: $name',
    async (look) => {
      const visitor = await Visitor.open(product, look);
      try {
        const found: string[] = [];
        for (const path of PAGES) {
          await visitor.goTo(path);
          await visitor.page.waitForLoadState('networkidle');
          await waitFor(() => visitor.page.evaluate<boolean>(IS_STILL), true);
          await visitor.page.evaluate(axe);
          const findings = await visitor.page.evaluate<Finding[]>('axe.run().then((result) => result.violations)');
          for (const { id, impact, nodes } of findings) {
            if (impact !== 'serious' && impact !== 'critical') continue;
            found.push(`${path}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary ?? ''}`);
          }
          const overhang = await visitor.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          if (overhang > 0) found.push(`${path} is ${overhang} pixels wider than the window`);
        }
        expect(found).toEqual([]);
        expect(visitor.complaints).toEqual([]);
      } finally {
        await visitor.leave();
      }
    },
    LOOK_PATIENCE_MS,
  );

  it('[E1] loads at most 200 KB of gzipped script at first', async () => {
    const visitor = await Visitor.open(product);
    try {
      const bodies: Promise<Buffer>[] = [];
      visitor.page.on('response', (response) => {
        if (response.request().resourceType() === 'script') bodies.push(response.body());
      });
      await visitor.goTo('/');
      await visitor.page.waitForLoadState('networkidle');
      const sum = (await Promise.all(bodies)).reduce((total, body) => total + gzipSync(body).length, 0);
      expect(sum).toBeGreaterThan(0);
      expect(sum).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
    } finally {
      await visitor.leave();
    }
  });

  it('[E1] keeps the chosen theme from the first paint on', async () => {
    const visitor = await Visitor.open(product, { dark: false });
    try {
      await visitor.goTo('/');
      await visitor.page.getByRole('button', { name: 'Dark theme' }).click();
      await visitor.page.reload();
      const scheme = await visitor.page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme');
      expect(scheme).toBe('dark');
    } finally {
      await visitor.leave();
    }
  });
});
