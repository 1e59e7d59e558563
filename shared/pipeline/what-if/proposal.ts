import { armIdKey, isJsonObject, type JsonValue, type PolicyObjects } from '../../policy';

/** Policy objects as they would be: raw ARM JSON, added to those at hand or put in the place of those with their id. */
export interface Proposal {
  readonly definitions: readonly JsonValue[];
  readonly setDefinitions: readonly JsonValue[];
  readonly assignments: readonly JsonValue[];
  readonly exemptions: readonly JsonValue[];
  /** Ids of policy objects that would be deleted. */
  readonly remove: readonly string[];
}

/** The lists of policy objects, by the names that {@link PolicyObjects} gives them. */
export const policyLists = ['definitions', 'setDefinitions', 'assignments', 'exemptions'] as const;

/**
 * The policy objects as they would be. A definition that is replaced is replaced in all its versions.
 *
 * @returns also the ids that were to be removed and are not there
 */
export function applyProposal(
  present: PolicyObjects,
  proposal: Proposal,
): { readonly objects: PolicyObjects; readonly missing: readonly string[] } {
  const removed = new Set(proposal.remove.map(armIdKey));
  const found = new Set<string>();
  const apply = (list: (typeof policyLists)[number]): readonly JsonValue[] => {
    const replaced = new Set(proposal[list].map(policyObjectKey));
    const kept = present[list].filter((object) => {
      const key = policyObjectKey(object);
      if (removed.has(key)) found.add(key);
      return !removed.has(key) && !replaced.has(key);
    });
    return [...kept, ...proposal[list]];
  };
  const objects: PolicyObjects = {
    definitions: apply('definitions'),
    setDefinitions: apply('setDefinitions'),
    assignments: apply('assignments'),
    exemptions: apply('exemptions'),
    scopeTree: present.scopeTree,
  };
  return { objects, missing: proposal.remove.filter((id) => !found.has(armIdKey(id))) };
}

/** The lower-cased id of a raw policy object, without a version at its end; empty when it has none. */
export function policyObjectKey(raw: JsonValue): string {
  return isJsonObject(raw) ? versionlessKey(raw['id']) : '';
}

/** The id of a raw policy object as it is written, without a version at its end; empty when it has none. */
export function policyObjectId(raw: JsonValue): string {
  return isJsonObject(raw) ? versionlessId(raw['id']) : '';
}

/** The lower-cased text of an id, without a version at its end; empty for anything but a text. */
export function versionlessKey(id: JsonValue | undefined): string {
  return armIdKey(versionlessId(id));
}

const versionlessId = (id: JsonValue | undefined): string =>
  typeof id === 'string' ? id.replace(/\/versions\/[^/]*\/?$/i, '') : '';

/** A property of a raw policy object, under `properties` or beside them as SDKs flatten it. */
export function propertyOf(raw: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isJsonObject(raw)) return undefined;
  const properties = raw['properties'];
  return (isJsonObject(properties) ? properties : raw)[name];
}
