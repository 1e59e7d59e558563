import type { KubernetesKind, KubernetesReader } from '../../estate';
import { createInventory, sealInventory } from '../../gatekeeper';
import { isJsonObject, type JsonObject } from '../../policy';
import { forEngine } from '../evaluate';
import type { ClusterView } from './cluster-view';
import { type FollowedKind, followKind } from './followed-kind';
import type { IndexNeeds } from './index-needs';
import type { KindIndex } from './kind-index';

/** The objects of one cluster that some policy looks up, by kind. */
export interface ClusterIndex {
  /** A view as of now: lists what is needed. What did not change since the last one is not worked out again. */
  read(reader: KubernetesReader, needs: IndexNeeds): Promise<ClusterView>;
  /**
   * A view that follows the cluster within a moment, by watches that go on while it is used. After a failure the cluster
   * is left alone for some seconds, during which the same failure is thrown at once.
   */
  follow(needs: IndexNeeds): Promise<ClusterView>;
  /** One Namespace, asked for when no watch told of it yet; undefined when there is none. */
  namespace(name: string): Promise<JsonObject | undefined>;
  /** Ends the watches. */
  stop(): void;
}

const namespaceKind: KubernetesKind = { group: '', version: 'v1', kind: 'Namespace' };
const expansionKind: KubernetesKind = { group: 'expansion.gatekeeper.sh', kind: 'ExpansionTemplate' };

/**
 * @param open opens the Kubernetes API of the cluster, for watches
 * @param clock milliseconds of a steady clock
 */
export function createClusterIndex(open: () => Promise<KubernetesReader>, clock: () => number): ClusterIndex {
  const followed = new Map<string, { readonly kind: FollowedKind; usedAt: number }>();
  const views = new Map<string, { readonly stamp: string; readonly inventory: JsonObject }>();
  let opened: Promise<KubernetesReader> | undefined;
  let failure: { readonly error: unknown; readonly until: number } | undefined;

  const kindOf = (kind: KubernetesKind): FollowedKind => {
    const key = kindKey(kind);
    const there = followed.get(key) ?? { kind: followKind(kind, clock), usedAt: 0 };
    followed.set(key, there);
    there.usedAt = clock();
    return there.kind;
  };
  const all = (needs: IndexNeeds): FollowedKind[] => {
    const wanted = [
      ...needs.kinds.map(listedKind),
      ...(needs.namespaces ? [namespaceKind] : []),
      ...(needs.expansions === true ? [expansionKind] : []),
    ].map(kindOf);
    for (const [key, { kind, usedAt }] of followed) {
      if (clock() - usedAt < longestUnused) continue;
      kind.stop();
      followed.delete(key);
      views.clear();
    }
    return wanted;
  };

  const reader = (): Promise<KubernetesReader> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  // Credentials may have changed since: the next try signs in anew.
  const forgetReader = (): void => {
    opened?.then((one) => one.close()).catch(() => undefined);
    opened = undefined;
  };

  /** What is made of the objects of a kind, the same as before while they are. */
  const whileUnchanged = <T>(kind: KubernetesKind, make: (objects: Iterable<JsonObject>) => T): (() => T) => {
    let made: { readonly index: KindIndex; readonly generation: number; readonly value: T } | undefined;
    return () => {
      const { index } = kindOf(kind);
      if (made?.index !== index || made.generation !== index.generation)
        made = { index, generation: index.generation, value: make(index.objects()) };
      return made.value;
    };
  };

  const inventoryOf = ({ kinds }: IndexNeeds): JsonObject | undefined => {
    if (kinds.length === 0) return undefined;
    const wanted = kinds.map(listedKind);
    const name = wanted.map(kindKey).join();
    const indexes = wanted.map((kind) => kindOf(kind).index);
    const stamp = indexes.map(({ generation }) => generation).join();
    const before = views.get(name);
    if (before?.stamp === stamp) return before.inventory;
    const inventory = createInventory();
    for (const index of indexes) for (const object of index.objects()) inventory.put(forEngine(object));
    const sealed = sealInventory(inventory) as JsonObject;
    if (views.size >= mostViews) views.clear();
    views.set(name, { stamp, inventory: sealed });
    return sealed;
  };
  const namespacesNow = whileUnchanged(namespaceKind, byName);
  const expansionsNow = whileUnchanged(expansionKind, (objects): readonly JsonObject[] => [...objects]);
  const viewOf = (needs: IndexNeeds): ClusterView => {
    const inventory = inventoryOf(needs);
    return {
      ...(inventory === undefined ? {} : { inventory }),
      namespaces: needs.namespaces ? namespacesNow() : noNamespaces,
      expansions: needs.expansions === true ? expansionsNow() : noExpansions,
    };
  };

  return {
    async read(given, needs) {
      for (const kind of all(needs)) await kind.relist(given);
      return viewOf(needs);
    },
    async follow(needs) {
      const kinds = all(needs);
      if (kinds.length === 0) return viewOf(needs);
      if (failure !== undefined && clock() < failure.until) throw failure.error;
      try {
        const api = await reader();
        await Promise.all(kinds.map((kind) => kind.catchUp(api)));
        failure = undefined;
      } catch (error) {
        failure = { error, until: clock() + pauseAfterFailure };
        forgetReader();
        throw error;
      }
      return viewOf(needs);
    },
    namespace: async (name) => (await reader()).get({ ...namespaceKind, name }),
    stop() {
      for (const { kind } of followed.values()) kind.stop();
      forgetReader();
    },
  };
}

const noNamespaces: ReadonlyMap<string, JsonObject> = new Map();
const noExpansions: readonly JsonObject[] = [];

/** Kinds that no policy looked up for this long are forgotten, in milliseconds. */
const longestUnused = 600_000;

/** Reviews come many a second, and each try signs in anew. In milliseconds. */
const pauseAfterFailure = 5_000;

/** Policies over one cluster ask for few different sets of kinds: those that deny, and all. */
const mostViews = 4;

/** Templates may ask for any version of a kind: then the one that the cluster prefers. */
const listedKind = ({
  group,
  version,
  kind,
}: {
  group: string;
  version: string;
  kind: string;
}): KubernetesKind => (version === '*' ? { group, kind } : { group, version, kind });

const kindKey = ({ group, version, kind }: KubernetesKind): string => `${group}/${version ?? '*'}/${kind}`;

function byName(objects: Iterable<JsonObject>): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const object of objects) {
    const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
    found.set(String(metadata['name']), object);
  }
  return found;
}
