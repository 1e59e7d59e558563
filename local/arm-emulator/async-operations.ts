import { randomUUID } from 'node:crypto';

/** A long-running operation, as its status address tells it. */
export interface AsyncOperation {
  readonly id: string;
  readonly startTime: Date;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed';
  readonly endTime?: Date;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface AsyncOperations {
  /** Starts an operation; its work is done, at once and as a whole, when the time is over. */
  start(work: () => void): AsyncOperation;
  get(id: string): AsyncOperation | undefined;
  /** Drops what is still under way. */
  close(): void;
}

/** Finished operations stay readable; more of them than this are forgotten, the oldest first. */
const keptOperations = 1000;

/** @param milliseconds how long every operation takes */
export function createAsyncOperations(milliseconds: number): AsyncOperations {
  const operations = new Map<string, AsyncOperation>();
  const timers = new Set<NodeJS.Timeout>();
  return {
    start(work) {
      const running: AsyncOperation = { id: randomUUID(), startTime: new Date(), status: 'InProgress' };
      operations.set(running.id, running);
      for (const oldest of operations.keys()) {
        if (operations.size <= keptOperations) break;
        operations.delete(oldest);
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        operations.set(running.id, { ...running, ...outcomeOf(work), endTime: new Date() });
      }, milliseconds);
      timers.add(timer);
      return running;
    },
    get: (id) => operations.get(id),
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function outcomeOf(work: () => void): Pick<AsyncOperation, 'status' | 'error'> {
  try {
    work();
    return { status: 'Succeeded' };
  } catch (error) {
    return {
      status: 'Failed',
      error: { code: 'OperationFailed', message: error instanceof Error ? error.message : String(error) },
    };
  }
}
