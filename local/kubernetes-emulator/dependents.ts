import type { KindInfo } from './built-in-kinds';
import { type KubernetesObject, listAt, namespaceOf, textAt, uidOf } from './kubernetes-object';
import type { ObjectStore } from './object-store';
import type { ResourceRegistry } from './resource-registry';

/**
 * What goes when the object goes: the contents of a namespace, the objects of a definition, and everything that
 * names the object as its only owner.
 */
export function* dependentsOf(
  store: ObjectStore,
  registry: ResourceRegistry,
  info: KindInfo,
  object: KubernetesObject,
): Iterable<readonly [KindInfo, KubernetesObject]> {
  if (info.kind === 'Namespace' && info.group === '') {
    for (const kind of registry.all()) {
      if (kind.namespaced) yield* scan(store, kind, `${object.metadata.name}/`);
    }
    return;
  }
  if (info.kind === 'CustomResourceDefinition') {
    const kind = registry.byKind(
      textAt(object, 'spec', 'group') ?? '',
      textAt(object, 'spec', 'names', 'kind') ?? '',
    );
    if (kind !== undefined) yield* scan(store, kind, '');
    return;
  }
  const uid = uidOf(object);
  if (uid === undefined) return;
  const namespace = namespaceOf(object);
  for (const kind of registry.all()) {
    if (namespace !== undefined && !kind.namespaced) continue;
    for (const entry of scan(store, kind, namespace === undefined ? '' : `${namespace}/`)) {
      const owners = listAt(entry[1], 'metadata', 'ownerReferences').map((owner) => textAt(owner, 'uid'));
      if (owners.length === 1 && owners[0] === uid) yield entry;
    }
  }
}

/** The object without its reference to that owner. */
export function orphaned(object: KubernetesObject, owner: KubernetesObject): KubernetesObject {
  const { ownerReferences: _, ...metadata } = object.metadata;
  const others = listAt(object, 'metadata', 'ownerReferences').filter(
    (reference) => textAt(reference, 'uid') !== uidOf(owner),
  );
  return {
    ...object,
    metadata: {
      ...metadata,
      name: object.metadata.name,
      ...(others.length > 0 ? { ownerReferences: others } : {}),
    },
  };
}

function* scan(
  store: ObjectStore,
  kind: KindInfo,
  prefix: string,
): Iterable<readonly [KindInfo, KubernetesObject]> {
  for (const object of store.scan(`${kind.group}/${kind.plural}`, { prefix })) yield [kind, object];
}
