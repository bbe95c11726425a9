import { Inject, Injectable } from '@nestjs/common';
import type { ClaimBatch, DedupIndex } from '@argus/dedup';
import { SharedClaims } from '../../redis/shared-claims.js';
import { DEDUP } from '../../storage/tokens.js';
import { DryClaims } from '../dry-claims.js';

/** Where ids are claimed: in this gateway's index, and in the one that all gateways share where there is one. */
@Injectable()
export class EventClaims {
  constructor(
    @Inject(DEDUP) private readonly own: DedupIndex,
    readonly shared: SharedClaims,
  ) {}

  begin(): ClaimBatch {
    return this.own.begin();
  }

  /** Claims that are forgotten at once: they know this gateway's ids only. */
  dry(): ClaimBatch {
    return new DryClaims(this.own);
  }
}
