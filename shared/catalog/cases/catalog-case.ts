import type { JsonObject, JsonValue } from '../json';

/** One object, one rule of the catalog with its parameters, and the messages that must come out, in any order. */
export interface CatalogCase {
  /** Folder and version, as in the address. */
  readonly rule: string;
  readonly says: string;
  readonly parameters?: JsonObject;
  readonly object: JsonObject;
  /** Fields of an admission request; without them the object is audited. */
  readonly request?: JsonObject;
  readonly inventory?: JsonObject;
  readonly messages: readonly string[];
}

/** The three lists of containers that a Pod has. */
export const containerLists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** A Pod `web` in the namespace `shop`. */
export function pod(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop', ...metadata }, spec };
}

/** A container `app` of the image `registry.example/app:1`. */
export function container(fields: JsonObject = {}): JsonObject {
  return { name: 'app', image: 'registry.example/app:1', ...fields };
}

/** A container with a security context. */
export function secured(securityContext: JsonObject): JsonObject {
  return container({ securityContext });
}

/** A Pod with one container. */
export function podWith(fields: JsonObject, spec: JsonObject = {}): JsonObject {
  return pod({ containers: [container(fields)], ...spec });
}

/** An object of any kind with the name `web` in the namespace `shop`. */
export function resource(
  apiVersion: string,
  kind: string,
  fields: JsonObject,
  metadata: JsonObject = {},
): JsonObject {
  return { apiVersion, kind, metadata: { name: 'web', namespace: 'shop', ...metadata }, ...fields };
}

/**
 * The same offending container in each list of a Pod, and left out by name, by image and by image prefix. `good` goes
 * beside it where a Pod needs a compliant container of its own.
 */
export function inEachList(
  rule: string,
  bad: JsonObject,
  message: string,
  parameters: JsonObject = {},
  exclusions: readonly ('excludedContainers' | 'excludedImages')[] = ['excludedContainers', 'excludedImages'],
  lists: readonly string[] = containerLists,
): CatalogCase[] {
  const cases: CatalogCase[] = lists.map((list) => ({
    rule,
    says: `judges ${list}`,
    parameters,
    object: pod({ [list]: [bad] }),
    messages: [message],
  }));
  const values: Record<string, JsonValue[]> = {
    excludedContainers: [['app']],
    excludedImages: [['registry.example/app:1'], ['registry.example/*']],
  };
  for (const key of exclusions) {
    for (const value of values[key] ?? []) {
      cases.push({
        rule,
        says: `leaves out by ${key} ${JSON.stringify(value)}`,
        parameters: { ...parameters, [key]: value },
        object: pod({ containers: [bad] }),
        messages: [],
      });
    }
    cases.push({
      rule,
      says: `is not moved by other ${key}`,
      parameters: { ...parameters, [key]: ['other', 'registry.example/app'] },
      object: pod({ containers: [bad] }),
      messages: [messageWith(message, parameters, key)],
    });
  }
  return cases;
}

/** Some messages print all parameters, the exclusions among them. */
function messageWith(message: string, parameters: JsonObject, key: string): string {
  const before = print(parameters);
  return message.endsWith(before)
    ? message.slice(0, -before.length) + print({ ...parameters, [key]: ['other', 'registry.example/app'] })
    : message;
}

/** A value as Rego's %v prints it: sorted keys, a blank after colons and commas. */
export function print(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}: ${print(value[key] ?? null)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value);
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
