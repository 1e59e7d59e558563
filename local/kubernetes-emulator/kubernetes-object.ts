export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** Metadata as it travels: only the name is certain, the rest is read through the helpers below. */
export type ObjectMeta = JsonObject & { name: string };

/** Any Kubernetes object as plain JSON. Treated as frozen: a change makes a new object. */
export type KubernetesObject = JsonObject & { apiVersion: string; kind: string; metadata: ObjectMeta };

/** `apps/v1` → group `apps`, version `v1`; `v1` → group `''`. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return { group: '', version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function joinApiVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function namespaceOf(object: KubernetesObject): string | undefined {
  const namespace = object.metadata['namespace'];
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
}

export function uidOf(object: KubernetesObject): string | undefined {
  const uid = object.metadata['uid'];
  return typeof uid === 'string' ? uid : undefined;
}

/** Follows own properties only, so that a key such as `constructor` finds nothing. */
export function at(
  value: JsonValue | undefined,
  ...path: readonly (string | number)[]
): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as JsonObject)[step];
  }
  return current;
}

export function textAt(
  value: JsonValue | undefined,
  ...path: readonly (string | number)[]
): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(
  value: JsonValue | undefined,
  ...path: readonly (string | number)[]
): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function objectAt(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonObject {
  const found = at(value, ...path);
  return isJsonObject(found) ? found : {};
}

export function listAt(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
