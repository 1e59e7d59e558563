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
  kubernetesObjectPath,
} from './kubernetes-reader';
