import type { ComplianceStore } from '../compliance';
import type { KubernetesReader } from '../estate';
import type { ArmResource, JsonObject } from '../policy';
import type { RelatedResourceQuery } from '../rules';
import type { ClusterIndexes } from './cluster-index';
import type { ConstraintSync } from './constraint-sync';
import type { Engines } from './evaluate';
import type { Policies } from './follow-policies';
import type { RemoteTemplates } from './remote-templates';

/** What the service reads of Azure Resource Manager beside policies. */
export interface Resources {
  /** A resource as raw ARM JSON; undefined when it does not exist. */
  getResource(id: string): Promise<ArmResource | undefined>;
  /** The subscription of an id as raw ARM JSON; undefined when it cannot be read. */
  getSubscription(subscriptionId: string): Promise<JsonObject | undefined>;
  /** A resource group as raw ARM JSON; undefined when it does not exist. */
  getResourceGroup(subscriptionId: string, name: string): Promise<JsonObject | undefined>;
  /** Every cluster at or below a subscription or resource group. */
  listClusters(scope: string): AsyncIterable<ArmResource>;
  /** What an `…IfNotExists` policy looks for beside `resource`. */
  listRelated(resource: ArmResource, query: RelatedResourceQuery): Promise<readonly JsonObject[]>;
}

/** Everything that an evaluation touches. */
export interface EvaluationPorts {
  readonly policies: Policies;
  readonly resources: Resources;
  /** Opens the Kubernetes API of a cluster; the caller closes the reader. */
  readonly openCluster: (cluster: ArmResource) => Promise<KubernetesReader>;
  /** What policies look up in each cluster beside the object that they judge. */
  readonly clusterIndexes: ClusterIndexes;
  readonly engines: Engines;
  /** Constraint templates that the catalog lacks; absent: such templates cannot be had. */
  readonly templates?: RemoteTemplates;
  /** Keeps constraints in clusters that have Gatekeeper; absent: in none. */
  readonly constraintSync?: ConstraintSync;
  readonly store: ComplianceStore;
  readonly now: () => Date;
  /** Wall time for one policy on one object, in milliseconds. */
  readonly timeLimitMs: number;
}
