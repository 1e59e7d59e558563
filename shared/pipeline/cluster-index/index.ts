export type { ClusterIndex } from './cluster-index';
export type { ClusterView } from './cluster-view';
export { type ClusterIndexes, createClusterIndexes } from './create-cluster-indexes';
export { type IndexNeeds, indexNeeds, looksAtNamespace, selectsByNamespace } from './index-needs';
