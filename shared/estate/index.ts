export type { KubernetesChange } from './kubernetes-changes';
export type { KubernetesResource } from './kubernetes-discovery';
export {
  type KubeconfigCluster,
  type KubeconfigClusters,
  loadKubeconfigClusters,
} from './kubernetes-kubeconfig-clusters';
export {
  createKubernetesReader,
  type KubernetesKind,
  type KubernetesListQuery,
  type KubernetesObjectName,
  type KubernetesReader,
  type KubernetesReaderOptions,
  type KubernetesSnapshot,
  type KubernetesWatchQuery,
  kubernetesObjectPath,
} from './kubernetes-reader';
export { createKubernetesWriter, type KubernetesWriter } from './kubernetes-writer';
export type { EstatePolicyObjects, PolicyReadProblem } from './policy-objects';
export { createPolicyReader, type PolicyReader, type PolicyReaderOptions } from './policy-reader';
export type { RelatedResourceQuery } from './read-related';
export { createResourceReader, type ResourceReader, type ResourceReaderOptions } from './resource-reader';
