import { Lane } from './lane.js';
import type { LoadPlan, LoadReport } from './load.messages.js';
import { randomFrom } from './random.js';
import { RequestTemplate, lastSecond } from './request-template.js';
import { Tally, preciseNow } from './tally.js';
import { trafficEvent } from './traffic.js';

/** Distinct events in the traffic of a run: enough that nothing is served from a cache of the last few. */
const DISTINCT_EVENTS = 64_000;
const TICK_MS = 2;
const CLOCK_MS = 100;

/** Ids are unique over all runs of one process. */
let counter = Math.floor(Math.random() * 0x40000000);

/** Sends as the plan says until its time is over or `stop` fires, and waits for the answers that are still to come. */
export async function runLoad(plan: LoadPlan, stop: AbortSignal): Promise<LoadReport> {
  const run = new LoadRun(plan);
  try {
    return await run.go(stop);
  } finally {
    run.close();
  }
}

class LoadRun {
  private readonly tally: Tally;
  private readonly lanes: Lane[];
  private readonly idle: Lane[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private second = lastSecond(Date.now());
  private due = 0;
  private isOver = false;
  private settle: { drained: () => void; failed: (error: Error) => void } | undefined;
  private readonly drained = new Promise<void>((drained, failed) => (this.settle = { drained, failed }));

  constructor(private readonly plan: LoadPlan) {
    this.lanes = makeLanes(plan);
    this.tally = new Tally();
    // A connection may fail before anybody waits for the end.
    this.drained.catch(() => {});
  }

  async go(stop: AbortSignal): Promise<LoadReport> {
    for (const lane of this.lanes) await this.open(lane);
    this.timers.push(setInterval(() => (this.second = lastSecond(Date.now())), CLOCK_MS));
    this.tally.begin();
    if (this.plan.requestsPerSecond === null) {
      for (const lane of this.lanes) this.send(lane, preciseNow());
    } else {
      this.due = preciseNow();
      this.idle.push(...this.lanes);
      this.timers.push(setInterval(() => this.sendDue(), TICK_MS));
    }
    await Promise.race([until(this.plan.durationMs, stop), this.drained]);
    this.isOver = true;
    if (this.lanes.some(({ since }) => since !== undefined)) await this.drained;
    return this.tally.report();
  }

  close(): void {
    this.isOver = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const lane of this.lanes) lane.close();
  }

  private open(lane: Lane): Promise<void> {
    return lane.open(
      this.plan.port,
      (answer) => {
        this.tally.add(answer, lane.since ?? preciseNow());
        lane.since = undefined;
        this.goOn(lane);
      },
      (error) => this.settle?.failed(error),
    );
  }

  private goOn(lane: Lane): void {
    if (this.isOver) {
      if (this.lanes.every(({ since }) => since === undefined)) this.settle?.drained();
    } else if (this.plan.requestsPerSecond === null) {
      this.send(lane, preciseNow());
    } else {
      this.idle.push(lane);
      this.sendDue();
    }
  }

  /** What is due and finds no free connection waits, and counts from when it was due. */
  private sendDue(): void {
    const gap = 1000 / (this.plan.requestsPerSecond ?? 1);
    const now = preciseNow();
    while (this.due <= now && !this.isOver) {
      const lane = this.idle.shift();
      if (!lane) return;
      this.send(lane, this.due);
      this.due += gap;
    }
  }

  private send(lane: Lane, since: number): void {
    const template = lane.next();
    counter = template.renew(counter, this.second);
    lane.send(template, since);
  }
}

function makeLanes({ connections, eventsPerRequest, ids, source, users }: LoadPlan): Lane[] {
  const random = randomFrom(connections * 31 + eventsPerRequest);
  const perLane = Math.max(1, Math.ceil(DISTINCT_EVENTS / eventsPerRequest / connections));
  const template = (): RequestTemplate =>
    new RequestTemplate(
      Array.from({ length: eventsPerRequest }, () => trafficEvent(random, users)),
      ids,
      source,
    );
  return Array.from({ length: connections }, () => new Lane(Array.from({ length: perLane }, template)));
}

function until(durationMs: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
