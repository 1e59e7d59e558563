import type { KubernetesRequester } from '../azure';
import { isJsonObject } from '../policy';
import { hasStatus } from './kubernetes-error-status';
import { mapLimited } from './map-limited';

/** Where a cluster serves a kind. */
export interface KubernetesResource {
  /** `apps/v1`, or `v1` for the core group. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Whether anybody can make such objects; others are views, such as metrics. */
  readonly writable: boolean;
}

export interface KubernetesDiscovery {
  /**
   * The resource of a kind: in the version asked for, else in the group's preferred version, else in any. Undefined
   * when the cluster serves no such kind. What was found is remembered; what was not is asked for again, as a
   * definition may have been installed since.
   */
  find(group: string, version: string | undefined, kind: string): Promise<KubernetesResource | undefined>;
  /** Every kind of which objects are made and listed, in the version that its group prefers. Read anew each time. */
  kinds(): Promise<readonly KubernetesResource[]>;
  /** Forgets a group, after an address from it turned out to be gone. */
  forget(group: string): void;
}

/** Reads what a cluster serves from `/api/v1` and `/apis/{group}`, group by group as it is needed. */
export function createKubernetesDiscovery(requester: KubernetesRequester): KubernetesDiscovery {
  const groups = new Map<string, Promise<readonly KubernetesResource[]>>();

  const resourcesOf = (group: string): Promise<readonly KubernetesResource[]> => {
    let found = groups.get(group);
    if (found === undefined) {
      found = readGroup(requester, group);
      groups.set(group, found);
      found.catch(() => groups.delete(group));
    }
    return found;
  };

  return {
    find: async (group, version, kind) => {
      const known = pick(await resourcesOf(group), group, version, kind);
      if (known !== undefined) return known;
      groups.delete(group);
      return pick(await resourcesOf(group), group, version, kind);
    },
    kinds: async () => {
      groups.clear();
      const names = ['', ...groupNames(await requester.getJson('/apis'))];
      const found = await mapLimited(names, groupsAtOnce, resourcesOf);
      return found.flatMap((resources) =>
        [
          // Those of the preferred version come first.
          ...new Map([...resources].reverse().map((resource) => [resource.kind, resource])).values(),
        ].filter(({ writable }) => writable),
      );
    },
    forget: (group) => {
      groups.delete(group);
    },
  };
}

const groupsAtOnce = 4;

function groupNames(list: unknown): string[] {
  const groups = isJsonObject(list) && Array.isArray(list['groups']) ? list['groups'] : [];
  return groups.flatMap((group: unknown) =>
    isJsonObject(group) && typeof group['name'] === 'string' ? [group['name']] : [],
  );
}

function pick(
  resources: readonly KubernetesResource[],
  group: string,
  version: string | undefined,
  kind: string,
): KubernetesResource | undefined {
  const apiVersion = version === undefined ? undefined : group === '' ? version : `${group}/${version}`;
  return resources.find(
    (resource) => resource.kind === kind && (apiVersion === undefined || resource.apiVersion === apiVersion),
  );
}

/** Resources of all versions of the group, those of the preferred version first. */
async function readGroup(
  requester: KubernetesRequester,
  group: string,
): Promise<readonly KubernetesResource[]> {
  if (group === '') return readVersion(requester, '/api/v1', 'v1');
  const description = await orUndefinedWhenNotFound(requester.getJson(`/apis/${encodeURIComponent(group)}`));
  const lists = versionsOf(description).map((version) =>
    readVersion(
      requester,
      `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`,
      `${group}/${version}`,
    ),
  );
  return (await Promise.all(lists)).flat();
}

function versionsOf(description: unknown): readonly string[] {
  if (!isJsonObject(description)) return [];
  const preferred = isJsonObject(description['preferredVersion']) ? [description['preferredVersion']] : [];
  const all = Array.isArray(description['versions']) ? description['versions'] : [];
  const names = [...preferred, ...all].map((entry) => (isJsonObject(entry) ? entry['version'] : undefined));
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

async function readVersion(
  requester: KubernetesRequester,
  path: string,
  apiVersion: string,
): Promise<readonly KubernetesResource[]> {
  const list = await orUndefinedWhenNotFound(requester.getJson(path));
  const entries = isJsonObject(list) && Array.isArray(list['resources']) ? list['resources'] : [];
  return entries.flatMap((entry: unknown) => {
    if (!isJsonObject(entry)) return [];
    const { name, kind, namespaced, verbs } = entry;
    if (typeof name !== 'string' || typeof kind !== 'string') return [];
    // Subresources have a slash; what cannot be listed (reviews, bindings) is no object that lies anywhere.
    if (name.includes('/') || !(Array.isArray(verbs) && verbs.includes('list'))) return [];
    const writable = verbs.includes('create');
    return [{ apiVersion, kind, plural: name, namespaced: namespaced === true, writable }];
  });
}

async function orUndefinedWhenNotFound(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}
