/** What a store says after points were added to a budget. */
export interface Consumed {
  consumedPoints: number;
  msBeforeNext: number;
}

/** How one request fared: what is consumed with it, and whether it was too late. */
export interface Share extends Consumed {
  isRefused: boolean;
}

/** The budget that a group takes from. */
export interface SharedBudget {
  /** Adds points and answers what is consumed then. */
  ask(points: number): Promise<Consumed>;
  /** Takes points off again. */
  giveBack(points: number, msBeforeNext: number): void;
  /** Nobody waits for an answer any more: the group can be forgotten. */
  idle(): void;
}

interface Waiting {
  points: number;
  limit: number;
  resolve: (share: Share) => void;
  reject: (error: unknown) => void;
}

/**
 * Which of the requests of a group find some of the budget left, in their order: one may overdraw it, the next is refused.
 * `after`: consumed points, those of the whole group included. Pure.
 */
export function shareOut(
  wanted: readonly { points: number; limit: number }[],
  after: number,
): { consumed: number; isRefused: boolean }[] {
  let consumed = after - wanted.reduce((sum, { points }) => sum + points, 0);
  return wanted.map(({ points, limit }) => {
    const isRefused = consumed >= limit;
    if (!isRefused) consumed += points;
    return { consumed, isRefused };
  });
}

/**
 * Takes from one shared budget in groups, as the queue flushes in groups: one question is under way, and what comes
 * meanwhile shares the next one. So a round trip is paid once for many requests, and each is still judged exactly.
 */
export class GroupTake {
  #waiting: Waiting[] = [];
  #isAsking = false;

  constructor(private readonly budget: SharedBudget) {}

  /** Takes points; rejects with what `ask` throws. */
  take(points: number, limit: number): Promise<Share> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ points, limit, resolve, reject });
      if (!this.#isAsking) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.length > 0) await this.#askFor(this.#waiting.splice(0));
    this.#isAsking = false;
    this.budget.idle();
  }

  async #askFor(group: Waiting[]): Promise<void> {
    let answer: Consumed;
    try {
      answer = await this.budget.ask(group.reduce((sum, { points }) => sum + points, 0));
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    const { consumedPoints, msBeforeNext } = answer;
    let refused = 0;
    for (const [at, { consumed, isRefused }] of shareOut(group, consumedPoints).entries()) {
      const one = group[at] as Waiting;
      if (isRefused) refused += one.points;
      one.resolve({ consumedPoints: consumed, msBeforeNext, isRefused });
    }
    if (refused > 0) this.budget.giveBack(refused, msBeforeNext);
  }
}
