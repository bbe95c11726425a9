import { describe, expect, it, jest } from '@jest/globals';
import type { QueueWriter } from '@argus/queue';
import type { LedgerService } from '../ledger/ledger.service.js';
import { ItemBody } from './body/parsed-body.js';
import type { Sender } from './ingest-request.type.js';
import { IngestService } from './ingest.service.js';
import type { EventClaims } from './claims/event-claims.js';
import type { Judge } from './judge.js';

describe('IngestService', () => {
  it('lets go of the ids of a request whose frame cannot be made: an open claim holds up every checkpoint', async () => {
    const takeBack = jest.fn();
    const judge = {
      judge: () => {
        throw new RangeError('too deep');
      },
      takeBack,
    };
    const service = new IngestService(
      {} as QueueWriter,
      { shared: { isOn: false }, begin: () => ({}) } as unknown as EventClaims,
      { refused: () => {} } as unknown as LedgerService,
      judge as unknown as Judge,
    );
    const body = new ItemBody([{}]);
    await expect(service.ingest({ source: 'shop' } as Sender, body, 0)).rejects.toThrow('too deep');
    expect(takeBack).toHaveBeenCalledTimes(1);
  });
});
