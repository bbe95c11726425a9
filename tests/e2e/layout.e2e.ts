import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

describe('the repository', () => {
  it('[A2] has the folders and files that people look for', () => {
    const wanted = [
      'apps',
      'libs',
      'dashboard',
      'generator',
      'clickhouse',
      'docker-compose.yml',
      'nest-cli.json',
      'package.json',
      'README.md',
    ];
    expect(wanted.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  it('[A2] stands on the libraries that the briefs name', () => {
    const manifests = ['package.json', 'tests/package.json', 'dashboard/package.json', 'generator/package.json'];
    for (const group of ['apps', 'libs']) {
      for (const name of readdirSync(path.join(ROOT, group))) manifests.push(`${group}/${name}/package.json`);
    }
    const names = new Set(
      manifests.flatMap((file) => {
        const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file)) as Record<string, object>;
        return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
      }),
    );
    const wanted = [
      '@nestjs/core',
      '@nestjs/platform-fastify',
      '@nestjs/throttler',
      '@nestjs/swagger',
      '@clickhouse/client',
      'piscina',
      'class-validator',
      'vue',
      'jest',
    ];
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it('[A2] has one lockfile, which names no place of one network', () => {
    const lockfile = JSON.parse(read('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
    const foreign = Object.values(lockfile.packages).filter(({ resolved }) => resolved?.includes('://'));
    expect(foreign).toEqual([]);
  });

  it('[A3] names in the lockfile what other platforms need, so that npm ci works there too', () => {
    type Entry = { optionalDependencies?: Record<string, string> };
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> };
    const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => packages[`node_modules/${name}`] === undefined),
    );
    // ClickHouse's own libraries are 500 MB each and fetched for the platform at hand (scripts/set-up.mjs).
    expect(missing.filter((name) => name.startsWith('@') && !name.startsWith('@chdb/'))).toEqual([]);
  });

  it('[A4] copies every package of the workspace into the image', () => {
    const dockerfile = read('Dockerfile');
    const lockfile = JSON.parse(read('package-lock.json')) as { packages: Record<string, unknown> };
    const workspaces = Object.keys(lockfile.packages).filter((name) => name !== '' && !name.includes('node_modules'));
    expect(workspaces.filter((name) => !dockerfile.includes(`COPY ${name}/package.json ${name}/`))).toEqual([]);
  });
});
