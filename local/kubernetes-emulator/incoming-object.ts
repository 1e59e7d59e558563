import { randomBytes } from 'node:crypto';
import { badRequest, invalid } from './api-error';
import type { KindInfo } from './built-in-kinds';
import {
  isJsonObject,
  type JsonObject,
  joinApiVersion,
  type KubernetesObject,
  namespaceOf,
  textAt,
} from './kubernetes-object';

/** The body with its apiVersion and kind, which must be those of the path. */
export function checkedBody(info: KindInfo, body: JsonObject): JsonObject & { metadata: JsonObject } {
  const metadata = body['metadata'] ?? {};
  if (!isJsonObject(metadata)) throw badRequest('metadata must be an object');
  const { apiVersion, kind } = body;
  const served = info.versions.map((version) => joinApiVersion(info.group, version));
  if (kind !== undefined && kind !== info.kind) {
    throw badRequest(
      `the object provided is unrecognized: it is of kind ${String(kind)}, the path wants ${info.kind}`,
    );
  }
  if (apiVersion !== undefined && !served.includes(String(apiVersion))) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${served[0]})`,
    );
  }
  return { ...body, apiVersion: apiVersion ?? (served[0] as string), kind: info.kind, metadata };
}

/** The body as an object in the namespace of the path, with a made-up end to the name where it asks for one. */
export function named(
  info: KindInfo,
  namespace: string | undefined,
  body: JsonObject & { metadata: JsonObject },
): KubernetesObject {
  const { metadata } = body;
  const given = textAt(metadata, 'namespace');
  if (given && namespace !== undefined && given !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  const prefix = textAt(metadata, 'generateName');
  const name =
    textAt(metadata, 'name') ||
    (prefix ? `${prefix}${randomBytes(3).toString('hex').slice(0, 5)}` : undefined);
  if (name === undefined) {
    throw invalid(info, '', 'metadata.name', 'Required value: name or generateName is required');
  }
  const { namespace: _, ...rest } = metadata;
  const placed = { ...rest, name, ...(namespace === undefined ? {} : { namespace }) };
  return { ...body, metadata: placed } as KubernetesObject;
}

/** Throws 422 for a name the kind may not have. RBAC names may hold colons and the like; all others are DNS names. */
export function checkName(info: KindInfo, name: string): void {
  const label = '[a-z0-9](?:[-a-z0-9]{0,251}[a-z0-9])?';
  const fits =
    name.length <= 253 &&
    (info.group === 'rbac.authorization.k8s.io'
      ? !/[/%]/.test(name) && name !== '.' && name !== '..'
      : new RegExp(`^${label}(?:\\.${label})*$`).test(name));
  if (fits) return;
  throw invalid(
    info,
    name,
    'metadata.name',
    `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
  );
}

/** The object in the namespace it goes to when it names none; in none when the kind is cluster-scoped. */
export function inNamespace(info: KindInfo, object: KubernetesObject): KubernetesObject {
  if (!info.namespaced) {
    const { namespace: _, ...metadata } = object.metadata as JsonObject;
    return { ...object, metadata: { ...metadata, name: object.metadata.name } };
  }
  return namespaceOf(object) === undefined
    ? { ...object, metadata: { ...object.metadata, namespace: 'default' } }
    : object;
}
