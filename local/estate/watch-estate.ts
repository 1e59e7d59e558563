import { diffEstate, type EstateChange } from './diff-estate';
import type { Estate } from './estate';
import { EstateError } from './estate-error';
import { createFolderWatcher } from './folder-watcher';
import { type EstateCache, loadEstate } from './load-estate';

export interface EstateWatchOptions {
  /** What is known so far; changes are told against it, those made before the watch began included. */
  readonly estate: Estate;
  /** The changes in an order in which they can be carried out, and the estate they lead to. */
  readonly onChange: (changes: readonly EstateChange[], estate: Estate) => void;
  /** The folder is broken just now. The last good estate stays until it is mended. Told once per set of mistakes. */
  readonly onError: (error: EstateError) => void;
  /** The folder is sound again; `onChange` follows when it differs from the last good estate. */
  readonly onMended?: () => void;
  /** Look at file times instead of asking the operating system to tell. */
  readonly poll?: boolean;
}

export interface EstateWatcher {
  /** Stops at once: nothing is told any more, and no watch or timer is left. */
  close(): Promise<void>;
}

/** Long enough to take an editor's several writes as one, in milliseconds. */
const settleMilliseconds = 50;

/** Follows the edits to an estate folder. A change is told within a fraction of a second of the save. */
export async function watchEstate(options: EstateWatchOptions): Promise<EstateWatcher> {
  const { folder } = options.estate;
  const cache: EstateCache = new Map();
  let current = options.estate;
  let complaint = '';
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const read = async (): Promise<void> => {
    // Folders first: what is written to a new folder before it is watched is found by the reading.
    await watcher.refresh().catch(() => undefined);
    const result = await loadEstate(folder, { cache }).catch((error: unknown) =>
      asEstateError(folder, error),
    );
    if (closed) return;
    if (result instanceof EstateError) {
      if (result.message !== complaint) options.onError(result);
      complaint = result.message;
      return;
    }
    if (complaint !== '') options.onMended?.();
    complaint = '';
    const changes = diffEstate(current, result);
    current = result;
    if (changes.length > 0) options.onChange(changes, result);
  };
  const readOneAtATime = (): void => {
    if (reading !== undefined) {
      again = true;
      return;
    }
    reading = read().finally(() => {
      reading = undefined;
      if (again && !closed) {
        again = false;
        readOneAtATime();
      }
    });
  };
  const watcher = createFolderWatcher(
    folder,
    () => {
      if (closed) return;
      clearTimeout(timer);
      timer = setTimeout(readOneAtATime, settleMilliseconds);
    },
    { poll: options.poll ?? false },
  );

  readOneAtATime();
  await reading;
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      watcher.close();
      await reading;
      // A refresh that was under way may have begun to watch after the first close.
      watcher.close();
    },
  };
}

function asEstateError(folder: string, error: unknown): EstateError {
  if (error instanceof EstateError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EstateError(folder, [{ file: '.', line: 1, column: 1, message }]);
}
