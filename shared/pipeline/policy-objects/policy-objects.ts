import { contentHash, type JsonValue, type PolicyObjects } from '../../policy';

/**
 * Where the last synchronised policies are kept, so that every instance of the Function App evaluates against the
 * same ones and a cold start reads one database instead of hundreds of ARM pages.
 */
export interface PolicyObjectStore {
  /** The version that is in force: a content hash. Undefined before the first synchronisation. */
  version(): Promise<string | undefined>;
  /** The objects in force with their version. Undefined before the first synchronisation. */
  load(): Promise<{ version: string; objects: PolicyObjects } | undefined>;
  /**
   * Puts `objects` in force, unless what is in force was read later: two synchronisations may overtake each other.
   *
   * @param readAt when reading them began, ISO 8601
   * @returns the version that is in force now
   */
  save(objects: PolicyObjects, readAt: string): Promise<string>;
}

/** The content hash of policy objects, independent of the order in which ARM listed them and of their keys' order. */
export function policyObjectsVersion(objects: PolicyObjects): string {
  const lists = [objects.definitions, objects.setDefinitions, objects.assignments, objects.exemptions];
  return contentHash([
    ...lists.map((list) => list.map(contentHash).sort()),
    objects.scopeTree as unknown as JsonValue,
  ]);
}
