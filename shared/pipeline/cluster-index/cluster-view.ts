import type { JsonObject } from '../../policy';

/** What is known of a cluster beside the object that is judged, as of one moment. */
export interface ClusterView {
  /** What templates see under `data.inventory`; absent where none reads it. The same object while nothing changes. */
  readonly inventory?: JsonObject;
  /** Namespace objects by name; empty where nothing looks at them. */
  readonly namespaces: ReadonlyMap<string, JsonObject>;
  /** The cluster's own ExpansionTemplates, where they were asked for. The same list while nothing changes. */
  readonly expansions: readonly JsonObject[];
}
