import type { ObjectStore } from './object-store';
import type { ObjectWriter } from './object-writer';
import type { ResourceRegistry } from './resource-registry';

/** All that one emulated cluster is. */
export interface ClusterState {
  store: ObjectStore;
  registry: ResourceRegistry;
  writer: ObjectWriter;
}
