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

type Partition = Map<string, Versioned<StoredDocument>>;

/** A {@link DocumentStore} in the memory of the process: for tests and for runs that need not last. */
export function createMemoryDocumentStore(): DocumentStore {
  const collections = new Map<Collection, Map<string, Partition>>();
  let versions = 0;

  const partitionsOf = (collection: Collection): Map<string, Partition> => {
    const known = collections.get(collection) ?? new Map<string, Partition>();
    collections.set(collection, known);
    return known;
  };

  const writeNow = (collection: Collection, { document, etag }: DocumentWrite): string | undefined => {
    const partitions = partitionsOf(collection);
    const documents: Partition = partitions.get(document.partition) ?? new Map();
    partitions.set(document.partition, documents);
    if (documents.get(document.id)?.etag !== etag) return undefined;
    versions += 1;
    documents.set(document.id, { document: structuredClone(document), etag: `v${versions}` });
    return `v${versions}`;
  };

  return {
    async read<D extends StoredDocument>(collection: Collection, partition: string, id: string) {
      const found = partitionsOf(collection).get(partition)?.get(id);
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
      const found = candidates(partitionsOf(collection), query).filter(({ document }) =>
        matches(document, query),
      );
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

/** What a query may find: by partition and ids where it names them. */
function candidates(
  partitions: ReadonlyMap<string, Partition>,
  query: DocumentQuery,
): Versioned<StoredDocument>[] {
  if (query.partition === undefined)
    return [...partitions.values()].flatMap((documents) => [...documents.values()]);
  const documents: Partition = partitions.get(query.partition) ?? new Map();
  const ids = query.where?.find((condition) => condition.field === 'id' && 'oneOf' in condition);
  if (ids === undefined || !('oneOf' in ids)) return [...documents.values()];
  return [...new Set(ids.oneOf)].flatMap((id) => documents.get(id) ?? []);
}

function numberOf(document: StoredDocument): number {
  return Number((document as { sequence?: number }).sequence ?? 0);
}

function matches(document: StoredDocument, query: DocumentQuery): boolean {
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
