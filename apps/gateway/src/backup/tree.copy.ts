import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../storage/replace-file.js';
import { type Pinned, pin, unlessGone } from './pinned.file.js';

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
const CHUNK_BYTES = 1024 * 1024;

/** What lies below a folder, by relative path, in order. */
interface Contents extends Pick<BackupManifest, 'links' | 'folders'> {
  files: string[];
}

/** Throws Error for a link that leads out of the folder. A folder is asked for as `name/`, and with all below it. */
export async function contentsOf(
  folder: string,
  isLeftOut: (name: string) => boolean = () => false,
): Promise<Contents> {
  const found: Contents = { files: [], links: [], folders: [] };
  await addContents(folder, '', isLeftOut, found);
  found.files.sort();
  found.folders.sort();
  return found;
}

async function addContents(
  root: string,
  below: string,
  isLeftOut: (name: string) => boolean,
  found: Contents,
): Promise<void> {
  // A folder of a running installation may be gone since its name was read.
  const entries = await readdir(path.join(root, below), { withFileTypes: true }).catch(unlessGone([]));
  for (const entry of entries) {
    const name = path.join(below, entry.name);
    if (isLeftOut(entry.isDirectory() ? `${name}/` : name)) continue;
    if (entry.isFile()) found.files.push(name);
    else if (entry.isSymbolicLink()) {
      const target = await readlink(path.join(root, name)).catch(unlessGone(undefined));
      if (target !== undefined) found.links.push(checkLink({ path: name, target }));
    } else if (entry.isDirectory()) {
      found.folders.push(name);
      await addContents(root, name, isLeftOut, found);
    }
  }
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
  const file = await pin(from);
  try {
    return await copyPinned(file, to);
  } finally {
    await file.handle.close();
  }
}

/** Copies what a file had when it was pinned, durably, and answers what was written. */
async function copyPinned({ handle, bytes: end, mode }: Pinned, to: string): Promise<Omit<CopiedFile, 'path'>> {
  await mkdir(path.dirname(to), { recursive: true });
  const target = await open(to, 'wx', mode);
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let bytes = 0;
  try {
    while (bytes < end) {
      const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, end - bytes), bytes);
      if (bytesRead === 0) break;
      const read = chunk.subarray(0, bytesRead);
      hash.update(read);
      await target.writeFile(read);
      bytes += bytesRead;
    }
    await target.sync();
  } finally {
    await target.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Copies a folder that nobody writes to, and puts beside it what was copied. */
export async function backUp(from: string, to: string, nowMs: number): Promise<BackupManifest> {
  const { files, ...rest } = await contentsOf(from);
  return copyAll(
    files.map((name) => ({ name, from: path.join(from, name) })),
    rest,
    to,
    nowMs,
  );
}

/** A file of a backup in the making: by its path below the folder, and where its bytes are. */
export interface Source {
  name: string;
  from: string | Pinned;
}

/** Copies files from wherever they are into a backup, and puts beside them what was copied. */
export async function copyAll(
  sources: readonly Source[],
  rest: Pick<BackupManifest, 'links' | 'folders'>,
  to: string,
  madeAtMs: number,
): Promise<BackupManifest> {
  const files: CopiedFile[] = [];
  for (const { name, from } of sources) {
    const target = path.join(to, 'data', name);
    const copied = typeof from === 'string' ? copyFile(from, target) : copyPinned(from, target);
    files.push({ path: name, ...(await copied) });
  }
  const manifest = { made_at: new Date(madeAtMs).toISOString(), files, ...rest };
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
