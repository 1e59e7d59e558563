import { ComplianceStoreError } from './compliance-store-error';
import type { Collection, Condition, DocumentStore, DocumentWrite } from './document-store';
import type { ComponentDocument, PlannedWrite, ResourceDocument } from './documents';
import { queryAll, readByIds } from './query-all';
import { tombstoneOf } from './tombstone';

const MAX_ATTEMPTS = 10;

/**
 * Does the writes of a recording. Each document carries the number of the recording that wrote it, and a document
 * of the same or a later recording is left alone: so any number of processes may do the same writes, at any time,
 * and a slow one cannot undo what came after.
 */
export async function applyWrites(
  store: DocumentStore,
  partition: string,
  sequence: number,
  writes: readonly PlannedWrite[],
): Promise<void> {
  const puts = new Map<Collection, ResourceDocument[]>();
  for (const write of writes) {
    if ('put' in write) puts.set(write.put, [...(puts.get(write.put) ?? []), write.document]);
  }
  await Promise.all(
    [...puts].map(([collection, documents]) => putAll(store, collection, partition, documents)),
  );
  for (const write of writes) {
    if ('sweep' in write) await sweep(store, partition, sequence, write);
  }
}

async function putAll(
  store: DocumentStore,
  collection: Collection,
  partition: string,
  documents: readonly ResourceDocument[],
): Promise<void> {
  if (collection === 'history') {
    // Its ids name the recording: one that is there already is the same one.
    await store.writeMany(
      collection,
      documents.map((document) => ({ document })),
    );
    return;
  }
  let left = documents;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const ids = left.map((document) => document.id);
    const known = await readByIds<ResourceDocument>(store, collection, partition, ids);
    const byId = new Map(known.map((stored) => [stored.document.id, stored]));
    left = left.filter((document) => (byId.get(document.id)?.document.sequence ?? -1) < document.sequence);
    const writes = left.map((document): DocumentWrite => {
      const etag = byId.get(document.id)?.etag;
      return etag === undefined ? { document } : { document, etag };
    });
    if (writes.length === 0) return;
    const done = await store.writeMany(collection, writes);
    left = left.filter((_, index) => !done[index]);
    if (left.length === 0) return;
  }
  throw new ComplianceStoreError(
    'contention',
    partition,
    `${left.length} documents in ${collection} kept changing while they were written (${MAX_ATTEMPTS} attempts). The writes are noted in the resource's head: record any evaluation of the resource to finish them.`,
  );
}

async function sweep(
  store: DocumentStore,
  partition: string,
  sequence: number,
  { sweep: collection, ...write }: Extract<PlannedWrite, { sweep: unknown }>,
): Promise<void> {
  const older: Condition[] = [
    { field: 'live', equals: true },
    { field: 'sequence', below: sequence },
  ];
  const stateId = 'stateId' in write ? write.stateId : undefined;
  if (stateId !== undefined) older.push({ field: 'stateId', equals: stateId });
  const found = await queryAll<ResourceDocument>(store, collection, { partition, where: older });
  await putAll(
    store,
    collection,
    partition,
    found.map(({ document }) =>
      collection === 'components'
        ? goneComponent(document as ComponentDocument, sequence)
        : tombstoneOf(document.id, partition, sequence),
    ),
  );
}

/** An object of the inventory without its pairs; when it was evaluated still tells late deliveries apart. */
function goneComponent(document: ComponentDocument, sequence: number): ComponentDocument {
  const { live: _live, ...rest } = document;
  return {
    ...rest,
    sequence,
    pairs: {},
    ...{ ttl: tombstoneOf(document.id, document.partition, sequence).ttl ?? 0 },
  };
}
