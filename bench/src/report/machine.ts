import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** The packages whose version explains a difference between two runs. */
const PACKAGES = ['chdb', '@nestjs/core', 'fastify', 'piscina', '@clickhouse/client', 'ajv'];

/** What the figures were measured on and with. */
export interface Conditions {
  at: string;
  machine: { processor: string; cores: number; memoryGiB: number; kernel: string; architecture: string };
  /** Runnable processes just before: above the number of cores, others were busy too. */
  loadBefore: number;
  versions: Record<string, string>;
}

function versionOf(name: string): string {
  try {
    const text = readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return 'not installed';
  }
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}

export function conditions(now: Date): Conditions {
  const [processor] = cpus();
  return {
    at: now.toISOString(),
    machine: {
      processor: processor?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 1024 ** 3),
      kernel: release(),
      architecture: arch(),
    },
    loadBefore: loadavg()[0] ?? 0,
    versions: {
      argus: commit(),
      node: process.versions.node,
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    },
  };
}
