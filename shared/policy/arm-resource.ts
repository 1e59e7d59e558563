import type { JsonObject, JsonValue } from './json';

/**
 * A resource, resource group or subscription as ARM's REST API gives it: raw JSON, nothing dropped.
 * The named properties are those that deciding "which policies are in force" looks at; `properties` and all others
 * are for the engines.
 */
export interface ArmResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string;
  readonly tags?: JsonObject;
  readonly kind?: string;
  readonly identity?: JsonObject;
  readonly properties?: JsonObject;
  readonly [key: string]: JsonValue | undefined;
}
