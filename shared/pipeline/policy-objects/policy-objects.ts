import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue, type ScopeTree } from '../../policy';

/** All policy objects that concern the watched subscriptions, as raw ARM JSON, and where those subscriptions hang. */
export interface PolicyObjects {
  readonly definitions: readonly JsonValue[];
  readonly setDefinitions: readonly JsonValue[];
  readonly assignments: readonly JsonValue[];
  readonly exemptions: readonly JsonValue[];
  readonly scopeTree: ScopeTree;
}

/**
 * Where the last synchronised policies are kept, so that every instance of the Function App evaluates against the
 * same ones and a cold start reads one database instead of hundreds of ARM pages.
 */
export interface PolicyObjectStore {
  /** The version that is in force: a content hash. Undefined before the first synchronisation. */
  version(): Promise<string | undefined>;
  /** The objects in force with their version. Undefined before the first synchronisation. */
  load(): Promise<{ version: string; objects: PolicyObjects } | undefined>;
  /** Puts `objects` in force. Saving what is in force already writes nothing. */
  save(objects: PolicyObjects): Promise<string>;
}

/** The content hash of policy objects, independent of the order in which ARM listed them and of their keys' order. */
export function policyObjectsVersion(objects: PolicyObjects): string {
  const parts = [objects.definitions, objects.setDefinitions, objects.assignments, objects.exemptions].map(
    (list) => list.map(contentHash).sort().join(),
  );
  return sha256([...parts, canonical(objects.scopeTree as unknown as JsonValue)].join('|'));
}

/** The SHA-256 of a JSON value, in hex, with the keys of objects in order. */
export function contentHash(value: JsonValue): string {
  return sha256(canonical(value));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function canonical(value: JsonValue): string {
  if (isJsonObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`;
  }
  return Array.isArray(value) ? `[${value.map(canonical).join()}]` : JSON.stringify(value);
}
