import type { Container, Database, ItemDefinition, JSONObject, OperationInput } from '@azure/cosmos';
import { ComplianceStoreError } from './compliance-store-error';
import { COSMOS_CONTAINERS } from './cosmos-containers';
import { cosmosQuery } from './cosmos-query';
import type {
  Collection,
  DocumentPage,
  DocumentQuery,
  DocumentStore,
  DocumentWrite,
  Versioned,
} from './document-store';
import type { StoredDocument } from './documents';
import { mapLimited } from './map-limited';

const PAGE_SIZE = 1000;
/** Fewer writes than this go one by one: they are done sooner, and do not fail together. */
const BULK_FROM = 20;
/** As many as the service takes in one request. */
const BULK_SIZE = 100;
const CONCURRENT_WRITES = 16;
const THROTTLE_ATTEMPTS = 8;
const CONFLICTS = new Set([404, 409, 412]);
const TRANSIENT = new Set([408, 410, 429, 449, 503]);

/**
 * A {@link DocumentStore} in Cosmos DB (SQL API), a container per collection. Throttling (429) is waited for by the
 * client as its retry options say, and then a few times more here.
 */
export function createCosmosDocumentStore(database: Database): DocumentStore {
  const containerOf = (collection: Collection): Container =>
    database.container(COSMOS_CONTAINERS[collection].id);

  const write = async (
    collection: Collection,
    { document, etag }: DocumentWrite,
  ): Promise<string | undefined> => {
    const container = containerOf(collection);
    const body = document as unknown as ItemDefinition;
    return retrying(`${collection}/${document.id}`, async () => {
      try {
        const response =
          etag === undefined
            ? await container.items.create(body)
            : await container
                .item(document.id, document.partition)
                .replace(body, { accessCondition: { type: 'IfMatch', condition: etag } });
        return response.etag;
      } catch (error) {
        if (CONFLICTS.has(statusOf(error))) return undefined;
        throw error;
      }
    });
  };

  return {
    write,

    async writeMany(collection, writes) {
      if (writes.length >= BULK_FROM) return writeInBulk(containerOf(collection), collection, writes, write);
      return mapLimited(
        writes,
        CONCURRENT_WRITES,
        async (one) => (await write(collection, one)) !== undefined,
      );
    },

    async read<D extends StoredDocument>(collection: Collection, partition: string, id: string) {
      return retrying(`${collection}/${id}`, async () => {
        const { resource, statusCode } = await containerOf(collection).item(id, partition).read<CosmosItem>();
        return statusCode === 404 || resource === undefined ? undefined : versioned<D>(resource);
      });
    },

    async query<D extends StoredDocument>(
      collection: Collection,
      query: DocumentQuery,
    ): Promise<DocumentPage<D>> {
      return retrying(collection, async () => {
        const iterator = containerOf(collection).items.query<CosmosItem>(cosmosQuery(query), {
          maxItemCount: query.pageSize ?? PAGE_SIZE,
          ...(query.partition === undefined ? {} : { partitionKey: query.partition }),
          ...(query.continuation === undefined ? {} : { continuationToken: query.continuation }),
        });
        const { resources, continuationToken } = await iterator.fetchNext();
        return {
          items: (resources ?? []).map((resource) => versioned<D>(resource)),
          ...(continuationToken ? { continuation: continuationToken } : {}),
        };
      });
    },
  };
}

type CosmosItem = StoredDocument & { readonly _etag: string };

/** Without the properties that Cosmos DB adds: what is read is what was written. */
function versioned<D extends StoredDocument>(item: CosmosItem): Versioned<D> {
  const entries = Object.entries(item).filter(([key]) => !SYSTEM_PROPERTIES.has(key));
  return { document: Object.fromEntries(entries) as unknown as D, etag: item._etag };
}

const SYSTEM_PROPERTIES = new Set(['_etag', '_rid', '_self', '_ts', '_attachments', '_lsn']);

async function writeInBulk(
  container: Container,
  collection: Collection,
  writes: readonly DocumentWrite[],
  writeOne: (collection: Collection, write: DocumentWrite) => Promise<string | undefined>,
): Promise<boolean[]> {
  const results: boolean[] = [];
  for (let from = 0; from < writes.length; from += BULK_SIZE) {
    const some = writes.slice(from, from + BULK_SIZE);
    const responses = await retrying(collection, () => container.items.bulk(some.map(operationOf)));
    const done = await mapLimited(some, CONCURRENT_WRITES, async (one, index) => {
      const status = responses[index]?.statusCode ?? 0;
      if (status >= 200 && status < 300) return true;
      if (CONFLICTS.has(status)) return false;
      // Throttled, or refused for a reason that the single write tells better.
      return (await writeOne(collection, one)) !== undefined;
    });
    results.push(...done);
  }
  return results;
}

function operationOf({ document, etag }: DocumentWrite): OperationInput {
  const resourceBody = document as unknown as JSONObject & { id: string };
  const partitionKey = document.partition;
  return etag === undefined
    ? { operationType: 'Create', partitionKey, resourceBody }
    : { operationType: 'Replace', partitionKey, id: document.id, ifMatch: etag, resourceBody };
}

async function retrying<T>(about: string, task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      const status = statusOf(error);
      if (!TRANSIENT.has(status) || attempt === THROTTLE_ATTEMPTS) throw storeError(about, status, error);
      await new Promise((resolve) => setTimeout(resolve, retryAfter(error) ?? 50 * 2 ** attempt));
    }
  }
}

function storeError(about: string, status: number, cause: unknown): ComplianceStoreError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (status === 429) {
    const message = `Cosmos DB kept refusing ${about} for lack of request units. Raise the throughput of the database, or deliver the work item again later.`;
    return new ComplianceStoreError('throttled', about, message, { cause });
  }
  if (status === 413) {
    const message = `${about} is larger than the 2 MB that Cosmos DB takes in a document. Shorten the parameters of the policy.`;
    return new ComplianceStoreError('too-large', about, message, { cause });
  }
  const message = `Cosmos DB did not do ${about} (status ${status || 'none'}): ${detail}. Check the endpoint, the containers and the role of the identity.`;
  return new ComplianceStoreError('unavailable', about, message, { cause });
}

function statusOf(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : Number(code) || 0;
}

function retryAfter(error: unknown): number | undefined {
  const value =
    typeof error === 'object' && error !== null && 'retryAfterInMs' in error
      ? error.retryAfterInMs
      : undefined;
  return typeof value === 'number' && value > 0 ? value : undefined;
}
