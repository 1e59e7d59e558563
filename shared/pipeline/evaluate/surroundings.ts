import type { ArmResource, JsonObject } from '../../policy';

/** What is around a resource and may decide a policy on it. Read once per evaluation; plain data. */
export interface Surroundings {
  readonly resource: ArmResource;
  readonly subscription?: JsonObject;
  readonly resourceGroup?: JsonObject;
  /** Management groups above the subscription: names, nearest first. */
  readonly managementGroups: readonly string[];
  /** When the inputs were read, ISO 8601: what `utcNow()` gives. */
  readonly evaluatedAt: string;
}
