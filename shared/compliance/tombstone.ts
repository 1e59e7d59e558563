import type { Tombstone } from './documents';

/**
 * How long the place of a deleted document is kept: longer than {@link import('./record-evaluation').LATEST_SECONDS},
 * after which an evaluation is too late to be recorded at all.
 */
export const TOMBSTONE_SECONDS = 2 * 24 * 60 * 60;

/** What is left of a deleted document for a while, so that a late writer finds it taken. */
export function tombstoneOf(id: string, partition: string, sequence: number): Tombstone {
  return { id, partition, sequence, removed: true, ttl: TOMBSTONE_SECONDS };
}
