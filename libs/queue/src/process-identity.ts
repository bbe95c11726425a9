import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** Names one process of one boot of one machine; a process id alone is given again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot; absent where /proc is. */
  readonly startedAt?: string;
  readonly bootId?: string;
  /** The pid namespace: in another container the same pid is another process. */
  readonly namespace?: string;
}

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    ...optional('startedAt', startTime(process.pid)),
    ...optional('bootId', bootId()),
    ...optional('namespace', pidNamespace()),
  };
}

/** `unknown`: it lives, or lived, in another container, where this process cannot look. */
export function liveness(of: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const here = bootId();
  if (of.bootId !== undefined && here !== undefined && of.bootId !== here) return 'dead';
  if (of.namespace !== pidNamespace()) return 'unknown';
  if (of.startedAt === undefined) return signalReaches(of.pid) ? 'alive' : 'dead';
  return startTime(of.pid) === of.startedAt ? 'alive' : 'dead';
}

/** Undefined when there is no such process, or it is a zombie without a thread that could still write. */
function startTime(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may contain anything; the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if ((state === 'Z' || state === 'X') && threads(pid) <= 1) return undefined;
  return fields[19];
}

/** After SIGKILL the main thread can be a zombie while another one still finishes a write. */
function threads(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0;
  }
}

function bootId(): string | undefined {
  return read('/proc/sys/kernel/random/boot_id')?.trim();
}

function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}
