import type { JsonObject } from '../../shared/policy';
import { checkDocument } from './check-document';
import type { Collector } from './collector';
import { estateFile, type ManagementGroupEntry, type SubscriptionEntry } from './schemas';
import type { Path, SourceDocument } from './source-document';

export interface Scopes {
  readonly tenantId: string;
  readonly managementGroups: readonly JsonObject[];
  readonly subscriptions: readonly JsonObject[];
  readonly managementGroupOf: ReadonlyMap<string, string>;
}

const managementGroupId = (name: string): string =>
  `/providers/Microsoft.Management/managementGroups/${name}`;

/** The tenant, its management groups and subscriptions, from `estate.yaml`. */
export function readScopes(document: SourceDocument, collector: Collector): Scopes | undefined {
  const checked = checkDocument(estateFile, document, collector.mistakes);
  if (checked === undefined) return undefined;
  const { tenantId } = checked;
  const managementGroups: JsonObject[] = [];
  const subscriptions: JsonObject[] = [];
  const managementGroupOf = new Map<string, string>();

  const addSubscriptions = (entries: readonly SubscriptionEntry[], path: Path, parent: string): void => {
    entries.forEach((entry, index) => {
      const id = `/subscriptions/${entry.subscriptionId}`;
      const source = document.place([...path, index, 'subscriptionId']);
      if (!collector.claim(id.toLowerCase(), `subscription ${entry.subscriptionId}`, source)) return;
      managementGroupOf.set(id.toLowerCase(), parent);
      subscriptions.push(subscriptionResource(entry, tenantId));
    });
  };
  const addGroups = (entries: readonly ManagementGroupEntry[], path: Path, parent: JsonObject): void => {
    entries.forEach((entry, index) => {
      const id = managementGroupId(entry.name);
      const source = document.place([...path, index, 'name']);
      if (!collector.claim(id.toLowerCase(), `management group ${entry.name}`, source)) return;
      const group = managementGroupResource(entry, tenantId, parent);
      managementGroups.push(group);
      addGroups(entry.managementGroups ?? [], [...path, index, 'managementGroups'], group);
      addSubscriptions(entry.subscriptions ?? [], [...path, index, 'subscriptions'], id);
    });
  };

  const root = managementGroupResource(
    { ...checked, name: tenantId, displayName: 'Tenant Root Group' },
    tenantId,
    undefined,
  );
  managementGroups.push(root);
  collector.sources.set(managementGroupId(tenantId).toLowerCase(), document.place(['tenantId']));
  addGroups(checked.managementGroups ?? [], ['managementGroups'], root);
  addSubscriptions(checked.subscriptions ?? [], ['subscriptions'], managementGroupId(tenantId));
  if (subscriptions.length === 0) {
    collector.mistake(
      document.place([]),
      'expected at least one subscription, in managementGroups or subscriptions',
    );
  }
  return { tenantId, managementGroups, subscriptions, managementGroupOf };
}

function managementGroupResource(
  { name, displayName, managementGroups = [], subscriptions = [] }: ManagementGroupEntry,
  tenantId: string,
  parent: JsonObject | undefined,
): JsonObject {
  const properties = parent?.['properties'] as JsonObject | undefined;
  return {
    id: managementGroupId(name),
    type: 'Microsoft.Management/managementGroups',
    name,
    properties: {
      tenantId,
      displayName: displayName ?? name,
      details:
        parent === undefined
          ? {}
          : {
              parent: {
                id: parent['id'] ?? null,
                name: parent['name'] ?? null,
                displayName: properties?.['displayName'] ?? null,
              },
            },
      children: [
        ...managementGroups.map((child) => ({
          id: managementGroupId(child.name),
          type: 'Microsoft.Management/managementGroups',
          name: child.name,
          displayName: child.displayName ?? child.name,
        })),
        ...subscriptions.map(({ subscriptionId, displayName: title }) => ({
          id: `/subscriptions/${subscriptionId}`,
          type: '/subscriptions',
          name: subscriptionId,
          displayName: title ?? subscriptionId,
        })),
      ],
    },
  };
}

function subscriptionResource(entry: SubscriptionEntry, tenantId: string): JsonObject {
  return {
    id: `/subscriptions/${entry.subscriptionId}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    ...(entry.tags === undefined ? {} : { tags: entry.tags }),
    subscriptionId: entry.subscriptionId,
    tenantId,
    displayName: entry.displayName ?? entry.subscriptionId,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}
