import { isDeepStrictEqual } from 'node:util';
import type { ArmResource, JsonObject } from '../../shared/policy';
import type { KubernetesObject } from '../kubernetes-emulator';
import { type Estate, kubernetesObjectKey } from './estate';
import type { PolicyKind } from './read-policies';

export type EstateChange =
  /** Management groups and subscriptions. */
  | { readonly kind: 'scopeWritten' | 'scopeDeleted'; readonly id: string; readonly scope: JsonObject }
  /** Resource groups, clusters and all other resources. */
  | {
      readonly kind: 'resourceWritten' | 'resourceDeleted';
      readonly id: string;
      readonly resource: ArmResource;
    }
  | {
      readonly kind: 'policyWritten' | 'policyDeleted';
      readonly id: string;
      readonly policyKind: PolicyKind;
      readonly policy: JsonObject;
    }
  /** Of clusters that were there before and still are; what lies in a cluster comes and goes with it. */
  | {
      readonly kind: 'objectWritten' | 'objectDeleted';
      readonly clusterId: string;
      readonly object: KubernetesObject;
    };

/**
 * What turns one estate into another, in an order in which it can be carried out: what others need is written before
 * them and deleted after them.
 */
export function diffEstate(before: Estate, after: Estate): EstateChange[] {
  const scopes = (estate: Estate): readonly JsonObject[] => [
    ...estate.managementGroups,
    ...estate.subscriptions,
  ];
  const moved = new Set(
    [...after.managementGroupOf]
      .filter(([id, parent]) => before.managementGroupOf.get(id) !== parent)
      .map(([id]) => id),
  );
  const groups: [EstateChange[], EstateChange[]][] = [
    changed(
      scopes(before),
      scopes(after),
      idOf,
      (scope, written): EstateChange => {
        return { kind: written ? 'scopeWritten' : 'scopeDeleted', id: String(scope['id']), scope };
      },
      (scope) => moved.has(idOf(scope)),
    ),
    changed(before.resourceGroups, after.resourceGroups, idOf, resourceChange),
    ...(['definitions', 'setDefinitions', 'assignments', 'exemptions'] as const).map((room) =>
      changed(before[room], after[room], idOf, (policy, written): EstateChange => {
        const policyKind = room.slice(0, -1) as PolicyKind;
        return {
          kind: written ? 'policyWritten' : 'policyDeleted',
          id: String(policy['id']),
          policyKind,
          policy,
        };
      }),
    ),
    changed(before.resources, after.resources, idOf, resourceChange),
    ...[...after.workloads].map(([clusterId, objects]): [EstateChange[], EstateChange[]] => {
      const old = before.workloads.get(clusterId);
      if (old === undefined) return [[], []];
      const id = after.resources.find((resource) => resource.id.toLowerCase() === clusterId)?.id ?? clusterId;
      return changed(old, objects, kubernetesObjectKey, (object, written): EstateChange => {
        return { kind: written ? 'objectWritten' : 'objectDeleted', clusterId: id, object };
      });
    }),
  ];
  return [...groups.flatMap(([written]) => written), ...groups.reverse().flatMap(([, deleted]) => deleted)];
}

function resourceChange(resource: ArmResource, written: boolean): EstateChange {
  return { kind: written ? 'resourceWritten' : 'resourceDeleted', id: resource.id, resource };
}

const idOf = (thing: JsonObject | ArmResource): string => String(thing['id']).toLowerCase();

function changed<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (thing: T) => string,
  change: (thing: T, written: boolean) => EstateChange,
  touched: (thing: T) => boolean = () => false,
): [written: EstateChange[], deleted: EstateChange[]] {
  const old = new Map(before.map((thing) => [keyOf(thing), thing]));
  const written: EstateChange[] = [];
  for (const thing of after) {
    const key = keyOf(thing);
    const previous = old.get(key);
    old.delete(key);
    if (previous === undefined || touched(thing) || !isDeepStrictEqual(previous, thing))
      written.push(change(thing, true));
  }
  return [written, [...old.values()].reverse().map((thing) => change(thing, false))];
}
