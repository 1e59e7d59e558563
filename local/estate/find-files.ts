import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder tree as an estate sees it: its files and folders, relative with forward slashes, in order. */
export interface FolderContent {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Lists files that may belong to an estate. Hidden ones and what editors leave about are passed over. */
export async function findFiles(root: string): Promise<FolderContent> {
  const files: string[] = [];
  const folders: string[] = ['.'];
  await collect(root, '', files, folders);
  return { files: files.sort(), folders };
}

async function collect(root: string, prefix: string, files: string[], folders: string[]): Promise<void> {
  for (const entry of await entriesOf(join(root, prefix), prefix === '')) {
    if (entry.name.startsWith('.') || entry.name.startsWith('#') || entry.name === 'node_modules') continue;
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      folders.push(path);
      await collect(root, `${path}/`, files, folders);
    } else if (/\.(?:ya?ml|json)$/.test(entry.name)) files.push(path);
  }
}

async function entriesOf(folder: string, mustExist: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    // A folder that went away while it was being looked at is an empty one.
    if (!mustExist && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
