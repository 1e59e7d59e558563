import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findFiles } from './find-files';

export interface FolderWatcher {
  /** Looks at the folders there are now. Changes after it returns are told. */
  refresh(): Promise<void>;
  close(): void;
}

const pollMilliseconds = 150;

/**
 * Tells when something may have changed in a folder tree, with one watch per folder: watching recursively is not
 * dependable on Linux in Node.js 20. Where folders cannot be watched at all (out of watches, network drives) it looks
 * at times and sizes instead.
 */
export function createFolderWatcher(
  root: string,
  touched: () => void,
  options: { poll: boolean },
): FolderWatcher {
  const watchers = new Map<string, FSWatcher>();
  let polling: NodeJS.Timeout | undefined;
  let closed = false;

  const stopWatching = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const startPolling = async (): Promise<void> => {
    if (polling !== undefined || closed) return;
    for (const folder of [...watchers.keys()]) stopWatching(folder);
    let last = await fingerprint(root);
    const look = async (): Promise<void> => {
      const now = await fingerprint(root).catch(() => last);
      if (closed) return;
      if (now !== last) touched();
      last = now;
      polling = setTimeout(() => void look(), pollMilliseconds);
    };
    polling = setTimeout(() => void look(), pollMilliseconds);
  };
  const startWatching = (folder: string): boolean => {
    if (watchers.has(folder)) return true;
    try {
      const watcher = watch(join(root, folder), { persistent: true }, () => touched());
      // The folder went away: its parent's watch has told already.
      watcher.on('error', () => stopWatching(folder));
      watchers.set(folder, watcher);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT';
    }
  };

  return {
    refresh: async () => {
      if (options.poll) return startPolling();
      const { folders } = await findFiles(root);
      if (closed || polling !== undefined) return undefined;
      for (const folder of [...watchers.keys()]) if (!folders.includes(folder)) stopWatching(folder);
      if (!folders.every(startWatching)) return startPolling();
      return undefined;
    },
    close: () => {
      closed = true;
      clearTimeout(polling);
      for (const folder of [...watchers.keys()]) stopWatching(folder);
    },
  };
}

async function fingerprint(root: string): Promise<string> {
  const { files, folders } = await findFiles(root);
  const stats = await Promise.all(
    files.map(async (file) => {
      const found = await stat(join(root, file), { bigint: true }).catch(() => undefined);
      return `${file}|${found?.mtimeNs}|${found?.size}|${found?.ino}`;
    }),
  );
  return [...folders, ...stats].join('\n');
}
