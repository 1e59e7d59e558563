import type {
  Collection,
  Condition,
  DocumentPage,
  DocumentQuery,
  DocumentStore,
  DocumentWrite,
  Versioned,
} from './document-store';
import type { StoredDocument } from './documents';

const DEFAULT_PAGE = 1000;

/** A {@link DocumentStore} in the memory of the process: for tests and for runs that need not last. */
export function createMemoryDocumentStore(): DocumentStore {
  const collections = new Map<Collection, Map<string, Versioned<StoredDocument>>>();
  let versions = 0;

  const documentsOf = (collection: Collection): Map<string, Versioned<StoredDocument>> => {
    const known = collections.get(collection) ?? new Map<string, Versioned<StoredDocument>>();
    collections.set(collection, known);
    return known;
  };

  const writeNow = (collection: Collection, { document, etag }: DocumentWrite): string | undefined => {
    const documents = documentsOf(collection);
    const key = keyOf(document.partition, document.id);
    if (documents.get(key)?.etag !== etag) return undefined;
    versions += 1;
    documents.set(key, { document: structuredClone(document), etag: `v${versions}` });
    return `v${versions}`;
  };

  return {
    async read<D extends StoredDocument>(collection: Collection, partition: string, id: string) {
      const found = documentsOf(collection).get(keyOf(partition, id));
      return found && (structuredClone(found) as Versioned<D>);
    },
    async write(collection, write) {
      return writeNow(collection, write);
    },
    async writeMany(collection, writes) {
      return writes.map((write) => writeNow(collection, write) !== undefined);
    },
    async query<D extends StoredDocument>(
      collection: Collection,
      query: DocumentQuery,
    ): Promise<DocumentPage<D>> {
      const found = [...documentsOf(collection).values()].filter(({ document }) => matches(document, query));
      if (query.newestFirst) found.sort((a, b) => numberOf(b.document) - numberOf(a.document));
      const from = Number(query.continuation ?? 0);
      const to = from + (query.pageSize ?? DEFAULT_PAGE);
      return {
        items: structuredClone(found.slice(from, to)) as Versioned<D>[],
        ...(to < found.length ? { continuation: String(to) } : {}),
      };
    },
  };
}

function keyOf(partition: string, id: string): string {
  return `${partition}|${id}`;
}

function numberOf(document: StoredDocument): number {
  return Number((document as { sequence?: number }).sequence ?? 0);
}

function matches(document: StoredDocument, query: DocumentQuery): boolean {
  if (query.partition !== undefined && document.partition !== query.partition) return false;
  return (query.where ?? []).every((condition) => holds(document, condition));
}

function holds(document: StoredDocument, condition: Condition): boolean {
  const value: unknown = (document as unknown as Record<string, unknown>)[condition.field];
  if ('equals' in condition) return value === condition.equals;
  if ('oneOf' in condition) return typeof value === 'string' && condition.oneOf.includes(value);
  if ('includes' in condition) return Array.isArray(value) && value.includes(condition.includes);
  if (typeof value !== 'number') return false;
  return 'below' in condition ? value < condition.below : value > condition.above;
}
