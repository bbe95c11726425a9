import type { Manifest, QueueReader } from '@argus/queue';
import type { Logger } from '@argus/telemetry';
import { BODY_FORMAT, type Batch, type ManifestDetail } from './batch.js';
import type { BatchDeliverer, Diverted } from './batch.deliverer.js';
import type { BatchMaker } from './batch.maker.js';
import type { Settled } from './settled.js';

/** A manifest that an earlier life left open, with those that stand for its halves. */
export interface Unfinished {
  manifest: Manifest;
  halves: Manifest[];
}

const width = ({ first, last }: Manifest): number => last - first;

/**
 * Orders what was left open: the outermost ranges, each with the manifests inside it. A manifest inside one that is
 * still `ready` was prepared for a split that never began, and stands for nothing. Pure.
 */
export function groupUnfinished(manifests: readonly Manifest[]): Unfinished[] {
  const sorted = [...manifests].sort((a, b) => a.first - b.first || width(b) - width(a));
  const groups: Unfinished[] = [];
  for (const manifest of sorted) {
    const outer = groups.at(-1);
    if (outer && manifest.last <= outer.manifest.last) outer.halves.push(manifest);
    else groups.push({ manifest, halves: [] });
  }
  return groups;
}

/** Which of the manifests inside a split must still be delivered: the innermost ones. Pure. */
export function pendingHalves({ manifest, halves }: Unfinished): Manifest[] {
  if (manifest.state !== 'split') return [];
  return groupUnfinished(halves).flatMap((inner) =>
    inner.manifest.state === 'split' ? pendingHalves(inner) : [inner.manifest],
  );
}

/** Finishes what an earlier life of the gateway left in doubt, before anything new is cut. */
export class Recovery {
  constructor(
    private readonly queue: QueueReader,
    private readonly maker: BatchMaker,
    private readonly deliverer: BatchDeliverer,
    private readonly logger: Logger,
    private readonly settle: (settled: Settled) => Promise<void>,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    for (const unfinished of groupUnfinished(this.queue.openManifests())) {
      const { manifest } = unfinished;
      this.logger.info({ batch: manifest.token, state: manifest.state }, 'finishing a batch of an earlier life');
      await this.#finish(unfinished, signal);
    }
  }

  async #finish(unfinished: Unfinished, signal: AbortSignal): Promise<void> {
    const { manifest } = unfinished;
    const cut = this.queue.cutRange(manifest.first, manifest.last);
    if (!cut) {
      this.logger.error({ batch: manifest.token }, 'the queue no longer holds this batch; nothing is sent for it');
      return this.queue.closeManifest(manifest.token);
    }
    const whole = await this.#reopen(manifest, signal);
    if (!whole) return;
    const pending = manifest.state === 'split' ? pendingHalves(unfinished) : [manifest];
    await this.#commitAgain([manifest, ...unfinished.halves]);
    const diverted: Diverted[] = [];
    for (const one of pending) {
      diverted.push(...(await this.#deliver(one, signal)));
      if (one !== manifest) await this.queue.closeManifest(one.token);
    }
    await this.settle({ cut, events: whole.prepared.events, diverted });
  }

  /**
   * A record that could not be written (a full disk) ended an earlier run of delivery, and stands in memory alone: sent
   * by it and killed, the gateway would cut anew and store the rows twice. Rejects while the disk takes nothing.
   */
  async #commitAgain(manifests: readonly Manifest[]): Promise<void> {
    await Promise.all(manifests.map((manifest) => this.queue.commitManifest(manifest)));
  }

  async #deliver(manifest: Manifest, signal: AbortSignal): Promise<Diverted[]> {
    const batch = await this.#reopen(manifest, signal);
    if (!batch) return [];
    const { reason } = detailOf(manifest);
    return manifest.state === 'poison'
      ? this.deliverer.divert(batch, reason, signal)
      : this.deliverer.deliver(batch, signal);
  }

  /**
   * The same range under the same name; says so when the bytes are no longer those that may have been sent. Where another
   * release recorded them they may differ without harm: the name tells ClickHouse what it holds already.
   */
  async #reopen(manifest: Manifest, signal: AbortSignal): Promise<Batch | undefined> {
    const cut = this.queue.cutRange(manifest.first, manifest.last);
    if (!cut) return undefined;
    const { isFiltered = false, committedAtMs, format } = detailOf(manifest);
    const prepared = await this.maker.prepare(cut, manifest.token, signal, { isFiltered });
    const checksum = prepared.parts.map((part) => part.checksum).join('.');
    if (manifest.state === 'ready' && format === BODY_FORMAT && checksum !== manifest.checksum) {
      const line = { batch: manifest.token, was: manifest.checksum, is: checksum };
      this.logger.error(line, 'a batch in doubt is no longer what was recorded; what is left of it is delivered');
    }
    return { name: manifest.token, cut, prepared, isFiltered, inDoubtSinceMs: committedAtMs };
  }
}

const detailOf = (manifest: Manifest): ManifestDetail => (manifest.detail ?? {}) as ManifestDetail;
