import { RateMeter } from '../../../src/report/rate.meter.js';
import type { WorldData } from '../../../src/world/world.js';
import { find } from '../shared/find.js';
import { gatewayOfPage } from '../shared/gateway.js';
import { startFleet, type Fleet } from './fleet.js';
import { openOrigins } from './origins.js';
import { showChart, showTotals, statusText } from './view.js';

/** Requests per second that six connections carry easily. */
const MOST_OF_ONE_NAME = 100;

const gateway = gatewayOfPage();
const form = find<HTMLFormElement>('options');
const status = find('status');
const stopButton = find<HTMLButtonElement>('stop');
const rateButtons = [...document.querySelectorAll<HTMLButtonElement>('button[data-rate]')];
const world: Promise<WorldData> = fetch(new URL('world.json', import.meta.url)).then((response) => response.json());

let current: { fleet: Fleet; timer: ReturnType<typeof setInterval> } | undefined;
let starts = 0;
let origins: Promise<string[]> | undefined;

find('gateway').textContent = gateway.url;
for (const button of rateButtons) {
  button.addEventListener('click', () => void start(Number(button.dataset['rate']), button));
}
stopButton.addEventListener('click', () => {
  current?.fleet.stop();
  press(undefined);
});
form.addEventListener('submit', (event) => event.preventDefault());

/** Starts sending at a rate; whatever was being sent before is stopped, and the counters begin anew. */
async function start(rate: number, button: HTMLButtonElement): Promise<void> {
  const mine = ++starts;
  status.textContent = 'Starting …';
  const [data, open] = await Promise.all([
    world,
    rate > MOST_OF_ONE_NAME ? (origins ??= openOrigins(gateway)) : [gateway.url],
  ]);
  // A second click while the first one waits for its data must not start two fleets.
  if (mine !== starts) return;
  if (current) {
    current.fleet.stop();
    clearInterval(current.timer);
  }
  press(button);
  current = watch(rate, startFleet({ ...readForm(), origins: open, world: data, rate, seed: randomSeed() }));
}

function readForm() {
  const values = new FormData(form);
  const text = (name: string) => String(values.get(name) ?? '').trim() || undefined;
  return {
    gateway: { url: gateway.url, key: text('key') ?? gateway.key, source: text('source') ?? gateway.source },
    invalid: values.has('invalid') ? 0.05 : 0,
    bursts: values.has('bots') ? 0.05 : 0,
    log: values.has('log'),
  };
}

function watch(asked: number, fleet: Fleet): { fleet: Fleet; timer: ReturnType<typeof setInterval> } {
  const startMs = performance.now();
  const meter = new RateMeter();
  const perSecond: number[] = [];
  let lastSecond = { atMs: startMs, answered: 0 };
  const timer = setInterval(() => {
    const { totals } = fleet;
    const nowMs = performance.now();
    meter.put(nowMs, totals.answered);
    if (nowMs - lastSecond.atMs >= 1_000) {
      perSecond.push(((totals.answered - lastSecond.answered) / (nowMs - lastSecond.atMs)) * 1_000);
      lastSecond = { atMs: nowMs, answered: totals.answered };
      showChart(perSecond, asked);
    }
    const mean = (totals.answered / (nowMs - startMs)) * 1_000;
    showTotals(totals, totals.isDone ? 0 : meter.perSecond);
    status.textContent = statusText(asked, mean, totals, stopButton.disabled);
    if (totals.isDone || totals.refusal) {
      clearInterval(timer);
      press(undefined);
    }
  }, 250);
  return { fleet, timer };
}

/** Shows which rate is on; none when stopped. */
function press(pressed: HTMLButtonElement | undefined): void {
  for (const button of rateButtons) button.setAttribute('aria-pressed', String(button === pressed));
  stopButton.disabled = pressed === undefined;
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
