import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['apps', 'libs', 'generator', 'dashboard', 'bench', 'tests'];
const TEST = /\.(?:spec|e2e|browser|fault)\.ts$/;

/** The rows of the requirements: so many of each section. */
const ROWS = { A: 5, B: 12, C: 7, D: 4, E: 7 };
const ids = Object.entries(ROWS).flatMap(([section, rows]) => {
  return Array.from({ length: rows }, (_, i) => `${section}${i + 1}`);
});

function* testFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* testFiles(file);
    else if (TEST.test(entry.name)) yield file;
  }
}

/** How many names of tests cite each id: `it('[C4] ...` and the same in a table of cases or the name of a group. */
function citations(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const folder of FOLDERS) {
    for (const file of testFiles(path.join(ROOT, folder))) {
      const names = readFileSync(file, 'utf8').matchAll(/^[^/*\n]*?['"`]((?:\[[A-E]\d+\] ?)+)/gm);
      for (const [, cited = ''] of names) {
        for (const [, id = ''] of cited.matchAll(/\[(\w+)\]/g)) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
  }
  return counts;
}

describe('the proof of the requirements', () => {
  const counts = citations();

  it.each(ids)('%s is cited by a test', (id) => {
    expect(counts.get(id) ?? 0).toBeGreaterThan(0);
  });

  it('no test cites what is none', () => {
    expect([...counts.keys()].filter((id) => !ids.includes(id))).toEqual([]);
  });
});
