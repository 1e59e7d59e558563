import type { JsonValue, RegoValue } from './values/value';

const prepared = new WeakSet<object>();

/**
 * Marks base data that will not change any more, as a snapshot of an inventory: evaluations that get it keep what they
 * worked out from it, such as tables of its members, for the evaluations that follow. Gives the same object back;
 * nothing is copied.
 */
export function prepareData<T extends JsonValue>(data: T): T {
  if (typeof data === 'object' && data !== null) prepared.add(data);
  return data;
}

export function isPrepared(data: RegoValue): boolean {
  return typeof data === 'object' && data !== null && prepared.has(data);
}
