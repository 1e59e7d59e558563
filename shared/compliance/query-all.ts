import type { Collection, DocumentQuery, DocumentStore, Versioned } from './document-store';
import type { StoredDocument } from './documents';

/** All pages of a query, one after the other: memory holds one page. */
export async function* queryPages<D extends StoredDocument>(
  store: DocumentStore,
  collection: Collection,
  query: DocumentQuery,
): AsyncGenerator<readonly Versioned<D>[]> {
  let continuation: string | undefined;
  do {
    const page = await store.query<D>(collection, { ...query, ...(continuation ? { continuation } : {}) });
    yield page.items;
    continuation = page.continuation;
  } while (continuation);
}

/** All that a query finds, as one list. */
export async function queryAll<D extends StoredDocument>(
  store: DocumentStore,
  collection: Collection,
  query: DocumentQuery,
): Promise<Versioned<D>[]> {
  const all: Versioned<D>[] = [];
  for await (const page of queryPages<D>(store, collection, query)) all.push(...page);
  return all;
}

/** Up to so many reads by id are cheaper than a query. */
const READ_ONE_BY_ONE = 4;

/** How many ids one query names at most. */
const IDS_PER_QUERY = 100;

/** The documents of a partition with these ids; those that are not there are left out. */
export async function readByIds<D extends StoredDocument>(
  store: DocumentStore,
  collection: Collection,
  partition: string,
  ids: readonly string[],
): Promise<Versioned<D>[]> {
  if (ids.length <= READ_ONE_BY_ONE) {
    const found = await Promise.all(ids.map((id) => store.read<D>(collection, partition, id)));
    return found.filter((one) => one !== undefined);
  }
  const all: Versioned<D>[] = [];
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    const oneOf = ids.slice(from, from + IDS_PER_QUERY);
    all.push(...(await queryAll<D>(store, collection, { partition, where: [{ field: 'id', oneOf }] })));
  }
  return all;
}
