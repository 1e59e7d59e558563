import { managementGroupId, managementGroupKey } from './arm-id';

/** Where one subscription hangs in the management group hierarchy. */
export interface SubscriptionPlace {
  readonly subscriptionId: string;
  readonly displayName?: string;
  /** Names or ids of the management groups above it: the nearest first, the tenant root last. */
  readonly managementGroups: readonly string[];
}

/**
 * The management group hierarchy as policy needs it: for each subscription its ordered ancestors. A resource id says
 * nothing about management groups, so this comes from the reader of the estate. Plain JSON.
 */
export interface ScopeTree {
  readonly subscriptions: readonly SubscriptionPlace[];
}

/** The ids of the management groups above a subscription, nearest first; empty when the tree does not know it. */
export function managementGroupsOf(tree: ScopeTree, subscriptionId: string): readonly string[] {
  const wanted = subscriptionId.toLowerCase();
  const place = tree.subscriptions.find((entry) => entry.subscriptionId.toLowerCase() === wanted);
  return place?.managementGroups.map(managementGroupId) ?? [];
}

/** Lower-cased subscription id → keys of its management groups, nearest first. */
export type AncestorIndex = ReadonlyMap<string, readonly string[]>;

/** Turns the tree into the map that scope matching reads. A subscription listed twice keeps its last place. */
export function indexAncestors(tree: ScopeTree): AncestorIndex {
  return new Map(
    tree.subscriptions.map((place) => [
      place.subscriptionId.toLowerCase(),
      place.managementGroups.map(managementGroupKey),
    ]),
  );
}
