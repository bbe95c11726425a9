import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product, get, post, sendAll, sql, untilStored } from '../kit/index.js';

const DASHBOARD = path.resolve(import.meta.dirname, '../../docs/grafana/argus.json');

interface Metric {
  type: string;
  help: string;
  /** Labels of its samples. */
  labels: Set<string>;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string }[];
}

let product: Product;
let metrics: Map<string, Metric>;
let text = '';

const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
  uid: string;
  title: string;
  schemaVersion: number;
  templating: { list: { name: string; query: unknown }[] };
  panels: Panel[];
};

function read(exposition: string): Map<string, Metric> {
  const found = new Map<string, Metric>();
  for (const line of exposition.split('\n')) {
    const [, kind = '', name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind) {
      const metric = found.get(name) ?? { type: '', help: '', labels: new Set<string>() };
      found.set(name, kind === 'TYPE' ? { ...metric, type: rest } : { ...metric, help: rest });
      continue;
    }
    const [, sample = '', labels = ''] = /^([a-z_:][\w:]*)(?:\{(.*)\})? /i.exec(line) ?? [];
    const metric = found.get(sample) ?? found.get(sample.replace(/_(?:bucket|sum|count)$/, ''));
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) metric?.labels.add(label);
  }
  return found;
}

beforeAll(async () => {
  product = await Product.start();
  await sendAll(product, [{ user_id: 'u', name: 'view', page_url: '/' }]);
  await post(product, '/events', { name: 'broken' });
  await untilStored(product, 1);
  await get(product, '/analytics/overview');
  ({ body: text } = await get<string>(product, '/metrics'));
  metrics = read(text);
});
afterAll(() => product.stop());

describe('the way of an event', () => {
  it('[A1] leads through the queue and an actor into the raw table, on to every view, and back to the dashboard', async () => {
    expect(text).toMatch(/^argus_rows_stored_total\{table="events"\} 1$/m);
    expect(text).toMatch(/^argus_insert_seconds_count\{table="events"\} 1$/m);
    const views = "SELECT count() FROM system.tables WHERE engine = 'MaterializedView' AND database = 'default'";
    expect(Number(await sql(product, views))).toBeGreaterThanOrEqual(4);
    const { body } = await get<{ top_pages: { pages: unknown[] } }>(product, '/analytics/overview');
    expect(body.top_pages.pages).toEqual([{ page_url: '/', views: 1 }]);
    const page = await get<string>(product, '/');
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('<div id="app"')]);
  });
});

describe('GET /metrics', () => {
  it('[E7] names everything by the conventions of Prometheus', () => {
    const broken: string[] = [];
    const own = [...metrics].filter(([name]) => name.startsWith('argus_'));
    expect(own.length).toBeGreaterThan(25);
    for (const [name, { type, help }] of own) {
      const want = (isKept: boolean, what: string) => isKept || broken.push(`${name}: ${what}`);
      want(/^[a-z][a-z0-9_]*$/.test(name) && !name.includes('__'), 'lower case with single underscores');
      want(['counter', 'gauge', 'histogram'].includes(type), `has the type ${type}`);
      want((type === 'counter') === name.endsWith('_total'), 'counters, and they alone, end in _total');
      want(!/_(?:bucket|sum|count|info)$/.test(name), 'such ends are for the parts of a histogram');
      want(!/(?:milliseconds|_ms|minutes|hours|kilobytes|_kb|_mb|percent)(?:_|$)/.test(name), 'base units only');
      want(!/(?:counter|gauge|histogram|metric)/.test(name), 'the type is not in the name');
      want(type !== 'histogram' || name.endsWith('_seconds'), 'a histogram ends in its unit');
      want(/^\S.*\.$/.test(help), 'help is a sentence');
    }
    expect(broken).toEqual([]);
  });

  it('[E7] each is declared once, before its samples', () => {
    const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(types).size).toBe(types.length);
    const undeclared = text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => /^[\w:]+/.exec(line)?.[0] ?? line)
      .filter((sample) => !metrics.has(sample) && !metrics.has(sample.replace(/_(?:bucket|sum|count)$/, '')));
    expect(undeclared).toEqual([]);
  });

  it('[E7] counts every event by how it ended', async () => {
    const value = (sample: string) => Number(new RegExp(`^${sample} (\\S+)$`, 'm').exec(text)?.[1]);
    expect(value('argus_events_received_total')).toBe(2);
    expect(value('argus_events_total\\{outcome="stored"\\}')).toBe(1);
    expect(value('argus_events_total\\{outcome="invalid"\\}')).toBe(1);
    expect(text).not.toContain('outcome="queued"');
  });
});

describe('the Grafana dashboard', () => {
  const expressions = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
  );
  /** The metrics of an expression, each with the labels that it is asked for. */
  const uses = (expr: string) => [...expr.matchAll(/\b((?:argus|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)];

  it('[E7] asks for metrics and labels that exist', () => {
    expect(expressions.length).toBeGreaterThan(20);
    const missing: string[] = [];
    for (const { title, expr, legendFormat } of expressions) {
      const found = uses(expr);
      if (found.length === 0) missing.push(`${title}: no metric in ${expr}`);
      for (const [, sample = '', labels = ''] of found) {
        const name = metrics.has(sample) ? sample : sample.replace(/_(?:bucket|sum|count)$/, '');
        const metric = metrics.get(name);
        if (!metric || (name !== sample && metric.type !== 'histogram')) missing.push(`${title}: ${sample}`);
        // A counter of mishaps has no samples before the first one, and so shows no labels.
        const isKnown = (label: string) => metric?.labels.size === 0 || metric?.labels.has(label);
        const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));
        const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        for (const [, label = ''] of labels.matchAll(/(\w+)\s*(?:=|!)/g)) {
          if (label !== 'instance' && !isKnown(label)) missing.push(`${title}: ${sample}{${label}}`);
        }
        for (const label of [...grouped, ...shown]) {
          if (label !== 'instance' && !isKnown(label)) missing.push(`${title}: ${sample} by ${label}`);
        }
      }
      // A rate of what can fall, or the bare value of what only grows, is a mistake.
      for (const [, sample = ''] of expr.matchAll(/(?:rate|increase)\((\w+)/g)) {
        const type = (metrics.get(sample) ?? metrics.get(sample.replace(/_(?:bucket|sum|count)$/, '')))?.type;
        if (type !== 'counter' && type !== 'histogram') missing.push(`${title}: the rate of a ${type}, ${sample}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('[E7] can be imported: one data source to choose, panels that do not overlap, ids of their own', () => {
    expect([dashboard.uid, dashboard.title]).toEqual(['argus', 'Argus']);
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance']);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = new Set<string>();
    const overlaps: string[] = [];
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          if (cells.has(`${x} ${y}`)) overlaps.push(title);
          cells.add(`${x} ${y}`);
        }
      }
    }
    expect(overlaps).toEqual([]);
  });

  it('[E7] shows every metric of Argus', () => {
    const shown = new Set(expressions.flatMap(({ expr }) => uses(expr).map(([, sample = '']) => sample)));
    const isShown = (name: string) => ['', '_bucket', '_sum', '_count'].some((end) => shown.has(name + end));
    expect([...metrics.keys()].filter((name) => name.startsWith('argus_') && !isShown(name))).toEqual([]);
  });
});
