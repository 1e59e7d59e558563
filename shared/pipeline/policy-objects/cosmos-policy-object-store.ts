import type { Container } from '@azure/cosmos';
import { contentHash, type JsonValue, type PolicyObjects, type ScopeTree } from '../../policy';
import { type PolicyObjectStore, policyObjectsVersion } from './policy-objects';

const partition = 'policies';
const headId = 'head';
const lists = ['definitions', 'setDefinitions', 'assignments', 'exemptions'] as const;

/** One document names the hashes of all objects in force; each object is a document of its own, never changed. */
interface Head {
  readonly id: typeof headId;
  readonly partition: typeof partition;
  readonly version: string;
  /** When reading the objects began, ISO 8601. */
  readonly readAt: string;
  readonly scopeTree: ScopeTree;
  readonly definitions: readonly string[];
  readonly setDefinitions: readonly string[];
  readonly assignments: readonly string[];
  readonly exemptions: readonly string[];
  /** No longer in force; the next save deletes them, so that whoever reads the older head now still finds them. */
  readonly leaving: readonly string[];
}

interface Content {
  readonly id: string;
  readonly partition: typeof partition;
  readonly value: JsonValue;
}

/** The partition key path that the container must have. */
export const policyObjectsPartitionKey = '/partition';

/** Others synchronised at the same time, again and again; the next delivery of the work item finds the newer state. */
export class PolicyObjectsChangedError extends Error {
  readonly code = 'PolicyObjectsChanged';
  constructor(readonly version: string) {
    super(`The policies of version ${version} were replaced by another instance meanwhile. Try again.`);
    this.name = 'PolicyObjectsChangedError';
  }
}

/**
 * Keeps policy objects in a Cosmos DB container with partition key `/partition`. Objects are stored by content hash
 * and kept in this process, so that a change reads and writes only what changed.
 */
export function createCosmosPolicyObjectStore(container: Container): PolicyObjectStore {
  const known = new Map<string, JsonValue>();

  const readHead = async (): Promise<Head | undefined> =>
    (await container.item(headId, partition).read<Head>()).resource;

  return {
    version: async () => (await readHead())?.version,

    async load() {
      const head = await readHead();
      if (head === undefined) return undefined;
      const wanted = new Set(lists.flatMap((list) => head[list]));
      const missing = [...wanted].filter((hash) => !known.has(hash));
      for (const [hash, value] of await readContents(container, missing)) known.set(hash, value);
      for (const hash of known.keys()) if (!wanted.has(hash)) known.delete(hash);
      const resolve = (hash: string): JsonValue => {
        const value = known.get(hash);
        if (value === undefined) throw new PolicyObjectsChangedError(head.version);
        return value;
      };
      return {
        version: head.version,
        objects: {
          definitions: head.definitions.map(resolve),
          setDefinitions: head.setDefinitions.map(resolve),
          assignments: head.assignments.map(resolve),
          exemptions: head.exemptions.map(resolve),
          scopeTree: head.scopeTree,
        },
      };
    },

    async save(objects, readAt) {
      const version = policyObjectsVersion(objects);
      const contents = new Map(
        lists.flatMap((list) => objects[list].map((value) => [contentHash(value), value] as const)),
      );
      for (let attempt = 0; attempt < saveAttempts; attempt += 1) {
        const read = await container.item(headId, partition).read<Head>();
        const before = read.resource;
        if (before !== undefined && before.readAt > readAt) return before.version;
        const stored = new Set(before === undefined ? [] : lists.flatMap((list) => before[list]));
        const added = [...contents].filter(([hash]) => !stored.has(hash));
        await inBatches(added, async ([id, value]) => {
          await container.items.upsert<Content>({ id, partition, value });
        });
        const leaving = [...stored].filter((hash) => !contents.has(hash));
        const head: Head = { id: headId, partition, version, readAt, leaving, ...headLists(objects) };
        if (!(await writeHead(container, head, read.etag))) continue;
        await inBatches(before?.leaving ?? [], async (id) => {
          if (!contents.has(id) && !stored.has(id))
            await container.item(id, partition).delete().catch(ignoreMissing);
        });
        return version;
      }
      throw new PolicyObjectsChangedError(version);
    },
  };
}

const saveAttempts = 5;

/** Writes the head unless somebody else did since it was read; says whether it was written. */
async function writeHead(container: Container, head: Head, etag: string | undefined): Promise<boolean> {
  try {
    if (etag === undefined) await container.items.create<Head>(head);
    else {
      const accessCondition = { type: 'IfMatch', condition: etag };
      await container.item(headId, partition).replace<Head>(head, { accessCondition });
    }
    return true;
  } catch (error) {
    if ([409, 412].includes(Number((error as { code?: unknown }).code))) return false;
    throw error;
  }
}

const headLists = (
  objects: PolicyObjects,
): Omit<Head, 'id' | 'partition' | 'version' | 'readAt' | 'leaving'> => ({
  scopeTree: objects.scopeTree,
  definitions: objects.definitions.map(contentHash),
  setDefinitions: objects.setDefinitions.map(contentHash),
  assignments: objects.assignments.map(contentHash),
  exemptions: objects.exemptions.map(contentHash),
});

async function readContents(container: Container, ids: readonly string[]): Promise<[string, JsonValue][]> {
  const found: [string, JsonValue][] = [];
  await inBatches(ids, async (id) => {
    const { resource } = await container.item(id, partition).read<Content>();
    if (resource !== undefined) found.push([id, resource.value]);
  });
  return found;
}

const batchSize = 16;

async function inBatches<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += batchSize)
    await Promise.all(items.slice(start, start + batchSize).map(action));
}

function ignoreMissing(error: unknown): void {
  if ((error as { code?: unknown }).code !== 404) throw error;
}
