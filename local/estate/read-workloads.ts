import { builtInKinds, type JsonObject, type KubernetesObject } from '../kubernetes-emulator';
import { checkDocument } from './check-document';
import type { Collector } from './collector';
import { deterministicGuid } from './deterministic-guid';
import { kubernetesObjectKey } from './estate';
import { kubernetesObject } from './schemas';
import type { Path, SourceDocument } from './source-document';

interface Found {
  readonly object: KubernetesObject;
  readonly document: SourceDocument;
  readonly path: Path;
}

/**
 * The Kubernetes objects of one cluster, from ordinary manifests. Namespace `default` and the uids, which no manifest
 * has, are filled in; so are the uids in ownerReferences, from the owner's name.
 */
export function readWorkloads(
  clusterId: string,
  documents: readonly SourceDocument[],
  collector: Collector,
): readonly KubernetesObject[] {
  const found = documents.flatMap((document) => objectsIn(document, document.value, [], collector));
  const kinds = scopesOf(found.map(({ object }) => object));
  const objects: KubernetesObject[] = [];
  for (const { object, document, path } of found) {
    const complete = completed(clusterId, object, kinds);
    const key = kubernetesObjectKey(complete);
    const namespace = complete.metadata['namespace'];
    const what = `${complete.kind} ${typeof namespace === 'string' ? `${namespace}/` : ''}${complete.metadata.name}`;
    if (collector.claim(`${clusterId.toLowerCase()}|${key}`, what, document.place(path)))
      objects.push(complete);
  }
  return objects;
}

function objectsIn(document: SourceDocument, value: unknown, path: Path, collector: Collector): Found[] {
  const list = value as { kind?: unknown; items?: unknown; apiVersion?: unknown } | null;
  if (typeof list?.kind === 'string' && list.kind.endsWith('List') && Array.isArray(list.items)) {
    const itemKind = list.kind.slice(0, -'List'.length);
    return list.items.flatMap((item: unknown, index) => {
      const at = [...path, 'items', index];
      const typed =
        itemKind === '' ? item : { apiVersion: list.apiVersion, kind: itemKind, ...(item as object) };
      return objectsIn(itemKind === '' ? document : replacing(document, at, typed), typed, at, collector);
    });
  }
  const object = checkDocument(kubernetesObject, document, collector.mistakes, path);
  return object === undefined ? [] : [{ object: object as KubernetesObject, document, path }];
}

/** Items of a typed list (`PodList`) do not say their kind; seen through this, they do. */
function replacing(document: SourceDocument, path: Path, value: unknown): SourceDocument {
  const nested = [...path].reverse().reduce<unknown>((inner, step) => ({ [step]: inner }), value);
  return { ...document, value: nested };
}

type Scope = 'Namespaced' | 'Cluster';

/** By group and kind: built in, as a definition here says, or else as most objects of the kind do. */
function scopesOf(objects: readonly KubernetesObject[]): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>(
    builtInKinds.map((info) => [`${info.group}/${info.kind}`, info.namespaced ? 'Namespaced' : 'Cluster']),
  );
  for (const { kind, spec } of objects) {
    const { group, names, scope } = (spec ?? {}) as { group?: string; names?: JsonObject; scope?: string };
    if (kind !== 'CustomResourceDefinition') continue;
    scopes.set(`${group}/${String(names?.['kind'])}`, scope === 'Cluster' ? 'Cluster' : 'Namespaced');
  }
  for (const object of objects) {
    const key = groupKind(object);
    if (!scopes.has(key) && object.metadata['namespace'] !== undefined) scopes.set(key, 'Namespaced');
  }
  return scopes;
}

function completed(
  clusterId: string,
  object: KubernetesObject,
  scopes: ReadonlyMap<string, Scope>,
): KubernetesObject {
  const { namespace: given, ...metadata } = object.metadata as JsonObject;
  const scope = scopes.get(groupKind(object)) ?? 'Cluster';
  const namespace = scope === 'Cluster' ? undefined : (given ?? 'default');
  const uidOf = (group: string, kind: unknown, name: unknown, within: unknown): string =>
    deterministicGuid(
      `${clusterId.toLowerCase()}|${group}/${String(kind)}|${String(within ?? '')}|${String(name)}`,
    );

  const owners = metadata['ownerReferences'];
  return {
    ...object,
    metadata: {
      ...metadata,
      name: object.metadata.name,
      ...(namespace === undefined ? {} : { namespace }),
      uid: metadata['uid'] ?? uidOf(groupOf(object.apiVersion), object.kind, object.metadata.name, namespace),
      ...(Array.isArray(owners)
        ? {
            ownerReferences: (owners as JsonObject[]).map((owner) => {
              const group = groupOf(String(owner['apiVersion']));
              const ownerScope = scopes.get(`${group}/${String(owner['kind'])}`);
              const within = ownerScope === 'Cluster' ? undefined : namespace;
              return { uid: uidOf(group, owner['kind'], owner['name'], within), ...owner };
            }),
          }
        : {}),
    },
  };
}

function groupKind(object: KubernetesObject): string {
  return `${groupOf(object.apiVersion)}/${object.kind}`;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
