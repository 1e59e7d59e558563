import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { alreadyExists, badRequest, conflict, forbidden, notFound } from './api-error';
import type { KindInfo } from './built-in-kinds';
import { dependentsOf, orphaned } from './dependents';
import { fillStatus } from './fill-status';
import { checkedBody, checkName, inNamespace, named } from './incoming-object';
import {
  isJsonObject,
  type JsonObject,
  type KubernetesObject,
  listAt,
  namespaceOf,
  numberAt,
  textAt,
  uidOf,
} from './kubernetes-object';
import { keyOf } from './list-objects';
import { withMainOf, withoutVersion, withStatusOf } from './next-state';
import type { ObjectStore } from './object-store';
import type { ResourceRegistry } from './resource-registry';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  propagation: Propagation;
  uid?: string | undefined;
  resourceVersion?: string | undefined;
  dryRun?: boolean;
}

/** Checks and carries out writes the way the API server does. All throw KubernetesApiError. */
export interface ObjectWriter {
  create(info: KindInfo, namespace: string | undefined, body: JsonObject, dryRun?: boolean): KubernetesObject;
  /** `part` says what of the object may change: all but its status, or its status alone. */
  update(info: KindInfo, body: KubernetesObject, part: 'main' | 'status', dryRun?: boolean): KubernetesObject;
  delete(info: KindInfo, object: KubernetesObject, options: DeleteOptions): KubernetesObject;
  /** Puts an object from the estate in place, whatever was there; undefined when nothing differs. */
  place(object: KubernetesObject): KubernetesObject | undefined;
  /** Takes one object away and nothing that it owns. */
  displace(info: KindInfo, key: string): KubernetesObject | undefined;
}

export const drawerOf = (info: KindInfo): string => `${info.group}/${info.plural}`;

export const namespaceKind = (registry: ResourceRegistry): KindInfo =>
  registry.byKind('', 'Namespace') as KindInfo;

/**
 * @param later runs work a moment from now: a namespace stays a while as Terminating, so that a client that deletes a
 *   namespace and then what is in it finds the latter
 */
export function createObjectWriter(
  store: ObjectStore,
  registry: ResourceRegistry,
  later: (work: () => void) => void,
): ObjectWriter {
  const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

  /** What a kind means to the cluster itself, beyond lying in a drawer. */
  const write = (info: KindInfo, object: KubernetesObject): KubernetesObject => {
    if (info.kind === 'CustomResourceDefinition') registry.define(object);
    return store.put(drawerOf(info), keyOf(object), object);
  };

  const complete = (info: KindInfo, object: KubernetesObject): KubernetesObject => {
    const { managedFields: _, ...metadata } = object.metadata as JsonObject;
    const labels = isJsonObject(metadata['labels']) ? metadata['labels'] : {};
    const started: KubernetesObject = {
      ...object,
      metadata: {
        ...metadata,
        name: object.metadata.name,
        uid: uidOf(object) ?? randomUUID(),
        creationTimestamp: textAt(metadata, 'creationTimestamp') ?? now(),
        ...(Object.hasOwn(object, 'spec') ? { generation: numberAt(metadata, 'generation') ?? 1 } : {}),
        ...(isNamespace(info)
          ? { labels: { ...labels, 'kubernetes.io/metadata.name': object.metadata.name } }
          : {}),
      },
    };
    return fillStatus(started, now());
  };

  const remove = (info: KindInfo, object: KubernetesObject): KubernetesObject => {
    const removed = store.delete(drawerOf(info), keyOf(object)) ?? object;
    if (info.kind === 'CustomResourceDefinition') registry.undefine(object);
    return removed;
  };

  const deleteWithDependents = (
    info: KindInfo,
    object: KubernetesObject,
    propagation: Propagation,
  ): KubernetesObject => {
    const current = store.get(drawerOf(info), keyOf(object));
    if (current === undefined) return object;
    if (listAt(current, 'metadata', 'finalizers').length > 0) {
      if (isTerminating(current)) return current;
      return store.put(drawerOf(info), keyOf(current), {
        ...current,
        metadata: { ...current.metadata, deletionTimestamp: now(), deletionGracePeriodSeconds: 0 },
      });
    }
    if (isNamespace(info) && !isTerminating(current)) {
      later(() => deleteWithDependents(info, object, propagation));
      return store.put(drawerOf(info), keyOf(current), {
        ...current,
        metadata: { ...current.metadata, deletionTimestamp: now() },
        status: { phase: 'Terminating' },
      });
    }
    const dependents = [...dependentsOf(store, registry, info, current)];
    const inside = isNamespace(info) || info.kind === 'CustomResourceDefinition';
    // What lies in a namespace or belongs to a definition goes first: it cannot stand without.
    const removed = inside ? undefined : remove(info, current);
    for (const [dependentInfo, dependent] of dependents) {
      // All of a namespace goes, so nobody need look for what each object owns.
      if (inside && listAt(dependent, 'metadata', 'finalizers').length === 0)
        remove(dependentInfo, dependent);
      else if (propagation === 'Orphan' && !inside) write(dependentInfo, orphaned(dependent, current));
      else deleteWithDependents(dependentInfo, dependent, propagation);
    }
    return removed ?? remove(info, current);
  };

  const checkNamespace = (info: KindInfo, namespace: string, name: string): void => {
    const object = store.get('/namespaces', namespace);
    if (object === undefined) throw notFound({ group: '', plural: 'namespaces' }, namespace);
    if (isTerminating(object)) {
      throw forbidden(
        info,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
    }
  };

  return {
    create: (info, namespace, body, dryRun) => {
      const object = named(info, namespace, checkedBody(info, body));
      checkName(info, object.metadata.name);
      if (namespace !== undefined) checkNamespace(info, namespace, object.metadata.name);
      if (store.get(drawerOf(info), keyOf(object)) !== undefined) {
        throw alreadyExists(info, object.metadata.name);
      }
      if (textAt(object, 'metadata', 'resourceVersion')) {
        throw badRequest('resourceVersion should not be set on objects to be created');
      }
      const { uid: _, creationTimestamp: __, generation: ___, ...metadata } = object.metadata as JsonObject;
      const fresh = { ...object, metadata: { ...metadata, name: object.metadata.name } };
      // A client cannot say how the object it creates is doing.
      if (info.statusSubresource) delete (fresh as JsonObject)['status'];
      const done = complete(info, fresh);
      return dryRun ? done : write(info, done);
    },

    update: (info, body, part, dryRun) => {
      const key = keyOf(body);
      const current = store.get(drawerOf(info), key);
      if (current === undefined) throw notFound(info, body.metadata.name);
      const object = checkedBody(info, body) as KubernetesObject;
      const version = textAt(object, 'metadata', 'resourceVersion');
      if (version && version !== textAt(current, 'metadata', 'resourceVersion')) {
        throw conflict(
          info,
          object.metadata.name,
          'the object has been modified; please apply your changes to the latest version and try again',
        );
      }
      const uid = uidOf(object);
      if (uid !== undefined && uid !== uidOf(current)) {
        throw conflict(info, object.metadata.name, `Precondition failed: UID in object meta: ${uid}`);
      }
      const next = part === 'status' ? withStatusOf(current, object) : withMainOf(info, current, object);
      if (isDeepStrictEqual(next, current)) return current;
      if (dryRun) return next;
      const finished =
        isTerminating(next) && !isNamespace(info) && listAt(next, 'metadata', 'finalizers').length === 0;
      const stored = write(info, next);
      return finished ? deleteWithDependents(info, stored, 'Background') : stored;
    },

    delete: (info, object, options) => {
      if (options.uid !== undefined && options.uid !== uidOf(object)) {
        throw conflict(
          info,
          object.metadata.name,
          `Precondition failed: UID in precondition: ${options.uid}`,
        );
      }
      const version = textAt(object, 'metadata', 'resourceVersion');
      if (options.resourceVersion !== undefined && options.resourceVersion !== version) {
        throw conflict(info, object.metadata.name, `Precondition failed: ResourceVersion: ${version}`);
      }
      return options.dryRun ? object : deleteWithDependents(info, object, options.propagation);
    },

    place: (given) => {
      const info = registry.ensure(given);
      const object = inNamespace(info, given);
      const namespace = namespaceOf(object);
      if (namespace !== undefined && store.get('/namespaces', namespace) === undefined) {
        const namespaceObject = {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: namespace },
          spec: {},
        };
        write(namespaceKind(registry), complete(namespaceKind(registry), namespaceObject));
      }
      const current = store.get(drawerOf(info), keyOf(object));
      if (current === undefined) return write(info, complete(info, object));
      const specChanged = !isDeepStrictEqual(current['spec'], object['spec']);
      const generation = (numberAt(current, 'metadata', 'generation') ?? 0) + (specChanged ? 1 : 0);
      const next = complete(info, {
        ...object,
        metadata: {
          ...object.metadata,
          uid: uidOf(object) ?? uidOf(current) ?? randomUUID(),
          creationTimestamp:
            textAt(object, 'metadata', 'creationTimestamp') ??
            textAt(current, 'metadata', 'creationTimestamp') ??
            now(),
          generation,
        },
        ...(current['status'] !== undefined && object['status'] === undefined && !specChanged
          ? { status: current['status'] }
          : {}),
      });
      if (isDeepStrictEqual(withoutVersion(next), withoutVersion(current))) return undefined;
      return write(info, next);
    },

    displace: (info, key) => {
      const object = store.get(drawerOf(info), key);
      return object === undefined ? undefined : remove(info, object);
    },
  };
}

const isNamespace = (info: KindInfo): boolean => info.kind === 'Namespace' && info.group === '';

const isTerminating = (object: KubernetesObject): boolean =>
  textAt(object, 'metadata', 'deletionTimestamp') !== undefined;
