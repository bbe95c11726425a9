import type { QueueDamage } from './queue.interface.js';

const MOST = 1_000;

/** Each damage is told once, however often it is read again. */
export class DamageLog {
  readonly all: QueueDamage[] = [];
  private readonly known = new Set<string>();

  constructor(private readonly tell: (damage: QueueDamage) => void) {}

  readonly report = (damage: QueueDamage): void => {
    const key = `${damage.file}:${damage.offset}:${damage.lost?.last ?? damage.kind}`;
    if (this.known.has(key) || this.all.length >= MOST) return;
    this.known.add(key);
    this.all.push(damage);
    this.tell(damage);
  };
}
