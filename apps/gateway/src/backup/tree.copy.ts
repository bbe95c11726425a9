import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, readlink, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../storage/replace-file.js';

/** A file of a backup, by its path below the folder. */
export interface CopiedFile {
  path: string;
  bytes: number;
  /** SHA-256, hexadecimal. */
  sha256: string;
}

/** What a backup says of itself; written last, so that a folder without it is none. */
export interface BackupManifest {
  made_at: string;
  files: CopiedFile[];
  /** ClickHouse finds its tables by links, and misses folders that are empty. */
  links: { path: string; target: string }[];
  folders: string[];
}

export const MANIFEST = 'argus-backup.json';

/** What lies below a folder, by relative path, in order; throws Error for a link that leads out of it. */
async function contentsOf(folder: string): Promise<{ files: string[] } & Pick<BackupManifest, 'links' | 'folders'>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const nameOf = (entry: (typeof entries)[number]): string =>
    path.relative(folder, path.join(entry.parentPath, entry.name));
  const links = entries
    .filter((entry) => entry.isSymbolicLink())
    .map(async (entry) => ({ path: nameOf(entry), target: await readlink(path.join(folder, nameOf(entry))) }));
  return {
    files: entries
      .filter((entry) => entry.isFile())
      .map(nameOf)
      .sort(),
    folders: entries
      .filter((entry) => entry.isDirectory())
      .map(nameOf)
      .sort(),
    links: (await Promise.all(links)).map(checkLink),
  };
}

/** A link must lead somewhere inside, wherever the folder lies. */
function checkLink(link: { path: string; target: string }): { path: string; target: string } {
  checkInside(path.join(path.dirname(link.path), link.target));
  if (path.isAbsolute(link.target)) throw new Error(`${link.path} is a link to ${link.target}, outside of the folder`);
  return link;
}

function checkInside(name: string): void {
  if (path.isAbsolute(name) || path.normalize(name).split(path.sep)[0] === '..') {
    throw new Error(`${name} lies outside of the folder`);
  }
}

/** Copies one file durably and answers what was written. */
async function copyFile(from: string, to: string): Promise<Omit<CopiedFile, 'path'>> {
  await mkdir(path.dirname(to), { recursive: true });
  const { mode } = await stat(from);
  const target = await open(to, 'wx', mode);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(from) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      await target.write(chunk);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Copies a folder that nobody writes to, and puts beside it what was copied. */
export async function backUp(from: string, to: string, nowMs: number): Promise<BackupManifest> {
  const { files: names, links, folders } = await contentsOf(from);
  const files: CopiedFile[] = [];
  for (const name of names) {
    files.push({ path: name, ...(await copyFile(path.join(from, name), path.join(to, 'data', name))) });
  }
  const manifest = { made_at: new Date(nowMs).toISOString(), files, links, folders };
  await mkdir(to, { recursive: true });
  await replaceFile(path.join(to, MANIFEST), `${JSON.stringify(manifest)}\n`);
  return manifest;
}

/** Throws Error where the folder holds no finished backup. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  try {
    return JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as BackupManifest;
  } catch (error) {
    throw new Error(`${folder} holds no finished backup: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Copies a backup into an empty folder. Throws Error naming the first file that is missing or not what it was; what was
 * copied until then must not be used.
 */
export async function restoreTree(folder: string, to: string): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  for (const name of manifest.folders) {
    checkInside(name);
    await mkdir(path.join(to, name), { recursive: true });
  }
  for (const { path: name, bytes, sha256 } of manifest.files) {
    checkInside(name);
    const copied = await copyFile(path.join(folder, 'data', name), path.join(to, name));
    if (copied.sha256 !== sha256 || copied.bytes !== bytes) throw new Error(`${name} is not what was backed up`);
  }
  for (const link of manifest.links) {
    checkInside(link.path);
    await symlink(checkLink(link).target, path.join(to, link.path));
  }
  return manifest;
}

/** Whether a folder is missing or has nothing in it. */
export async function isEmpty(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.length === 0;
}
