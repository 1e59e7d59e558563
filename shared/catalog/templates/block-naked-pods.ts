import type { CatalogTemplate } from '../catalog-template';

/** Every Pod belongs to a controller. */
export const blockNakedPods: CatalogTemplate = {
  folder: 'block-naked-pods',
  versions: { v1: 'K8sAzureV1BlockNakedPods' },
  description: 'Pods must be managed by a controller.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  not owned
  msg := sprintf("Naked Pod: %v is not allowed, pods should be managed by Deployment, ReplicaSet, StatefulSet, DaemonSet or Job", [object.get(input.review.object.metadata, "name", "")])
  details := {"path": "metadata.ownerReferences"}
}

owned {
  count(input.review.object.metadata.ownerReferences) > 0
}
`,
};
