const queues = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Runs tasks about the same thing one after the other within this process. Correctness does not need it (ETags see
 * to that, between processes too); it saves the attempts that would be in vain.
 */
export async function inTurn<T>(owner: object, key: string, task: () => Promise<T>): Promise<T> {
  const queue = queues.get(owner) ?? new Map<string, Promise<unknown>>();
  queues.set(owner, queue);
  const turn = (queue.get(key) ?? Promise.resolve()).then(task, task);
  queue.set(key, turn);
  try {
    return await turn;
  } finally {
    if (queue.get(key) === turn) queue.delete(key);
  }
}
