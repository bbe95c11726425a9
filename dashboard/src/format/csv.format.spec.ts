import { expect, it } from '@jest/globals';
import { csvText } from './csv.format.js';

it('[E1] writes CSV that a spreadsheet reads and does not run', () => {
  const rows = [
    ['a,b', 'say "hi"'],
    ['=SUM(A1)', '-12.5'],
  ];
  expect(csvText(['one', 'two'], rows)).toBe(`one,two\r\n"a,b","say ""hi"""\r\n'=SUM(A1),-12.5\r\n`);
});
