import type { JsonObject } from '../../shared/policy/index';

/**
 * What the emulator serves: raw ARM JSON, every object with its `id`. The place of a subscription in the management
 * group hierarchy is told by its group (`properties.children[].id`) or by itself (`properties.parent.id`).
 */
export interface ArmEstate {
  readonly tenantId: string;
  /** `properties.details.parent.id` names the parent; without it, the tenant root group. */
  readonly managementGroups: readonly JsonObject[];
  readonly subscriptions: readonly JsonObject[];
  readonly resourceGroups: readonly JsonObject[];
  /** Clusters and anything else, child and extension resources included. */
  readonly resources: readonly JsonObject[];
  readonly definitions: readonly JsonObject[];
  readonly setDefinitions: readonly JsonObject[];
  readonly assignments: readonly JsonObject[];
  readonly exemptions: readonly JsonObject[];
}
