// The order of the test files where Jest knows no durations, as in a fresh clone: what starts products again and again comes
// first and the short unit tests last, so that no core waits at the end for one long file.
import Sequencer from '@jest/test-sequencer';

const ORDER = ['faults', 'browser', 'e2e', 'unit'];
const rank = ({ context }) => ORDER.indexOf(context.config.displayName.name);

export default class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.every(({ duration }) => duration !== undefined) ? sorted : sorted.sort((a, b) => rank(a) - rank(b));
  }
}
