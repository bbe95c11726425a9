import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, on every architecture that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** What a process has used so far. */
export interface ProcessUsage {
  cpuSeconds: number;
  /** Resident memory in bytes, shared pages included. */
  residentBytes: number;
}

function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command stands in brackets and may hold anything; the numbers follow the last one.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Reads /proc; throws when the process is gone. */
export function usageOf(pid: number): ProcessUsage {
  const fields = statOf(pid);
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    residentBytes: Number(resident ?? 0) * 1024,
  };
}

/** The child of `parent` whose command line contains `words`; throws when there is none. */
export function childOf(parent: number, words: string): number {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const isOurs = Number(statOf(Number(name))[1]) === parent;
      if (isOurs && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(words)) return Number(name);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error(`no process ${words} runs under ${parent}`);
}
