import type { ArmResource, JsonObject } from '../../shared/policy/index';

/** A raw ARM object under either of its two types, of which one allows for absent properties. */
export type ArmObject = JsonObject | ArmResource;

/**
 * What the emulator serves: raw ARM JSON, every object with its `id`. The place of a subscription in the management
 * group hierarchy is told by its group (`properties.children[].id`) or by itself (`properties.parent.id`).
 */
export interface ArmEstate {
  readonly tenantId: string;
  /** `properties.details.parent.id` names the parent; without it, the tenant root group. */
  readonly managementGroups: readonly ArmObject[];
  readonly subscriptions: readonly ArmObject[];
  readonly resourceGroups: readonly ArmObject[];
  /** Clusters and anything else, child and extension resources included. */
  readonly resources: readonly ArmObject[];
  readonly definitions: readonly ArmObject[];
  readonly setDefinitions: readonly ArmObject[];
  readonly assignments: readonly ArmObject[];
  readonly exemptions: readonly ArmObject[];
}
