import { describe, expect, it } from '@jest/globals';
import { repairLog } from './deduplication-log.js';
import { type Part, isCovered, parsePart } from './part-name.js';

const parts = (...names: string[]) => names.flatMap((name) => parsePart(name) ?? []) as Part[];

describe('[B10] names of parts', () => {
  it.each([
    ['202501_1_1_0', { partition: '202501', minBlock: 1n, maxBlock: 1n }],
    ['all_3_9_2', { partition: 'all', minBlock: 3n, maxBlock: 9n }],
    ['202501_3_9_2_14', { partition: '202501', minBlock: 3n, maxBlock: 9n }],
    ['detached', undefined],
    ['tmp_insert_202501_1_1_0', undefined],
    ['delete_tmp_202501_1_1_0', undefined],
    ['format_version.txt', undefined],
  ])('[B10] %s', (name, part) => expect(parsePart(name)).toEqual(part));

  it('[B10] knows a part again in the one that it was merged into, of its own partition only', () => {
    const [part] = parts('202501_3_3_0') as [Part];
    expect(isCovered(part, parts('202501_1_4_1'))).toBe(true);
    expect(isCovered(part, parts('202502_1_4_1', '202501_4_9_1'))).toBe(false);
  });
});

describe('[B10] the deduplication log after an unclean end', () => {
  const log = '1\t202501_1_1_0\ta\n1\t202501_2_2_0\tb\n2\t202501_1_1_0\ta\n1\t202501_3_3_0\tc\n';

  it('[B10] stays as it is when every part is there', () => {
    expect(repairLog(log, parts('202501_1_3_1'))).toBeUndefined();
  });

  it('[B10] forgets a part that never came into its place, and nothing else', () => {
    expect(repairLog(log, parts('202501_1_1_0', '202501_2_2_0'))).toEqual({
      text: '1\t202501_1_1_0\ta\n1\t202501_2_2_0\tb\n2\t202501_1_1_0\ta\n',
      dropped: ['202501_3_3_0'],
    });
  });

  it('[B10] cuts off a line that was not written to its end', () => {
    expect(repairLog(`${log}1\t202501_4`, parts('202501_1_9_1'))).toEqual({ text: log, dropped: [] });
    expect(repairLog('1\t2025', [])).toEqual({ text: '', dropped: [] });
  });

  it('[B10] leaves alone what it does not understand', () => {
    expect(repairLog('3\tx\ty\nnonsense\n', [])).toBeUndefined();
    expect(repairLog('', [])).toBeUndefined();
  });
});
