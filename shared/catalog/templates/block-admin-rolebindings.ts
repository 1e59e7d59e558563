import type { CatalogTemplate } from '../catalog-template';

/** No binding to the role cluster-admin. */
export const blockAdminRolebindings: CatalogTemplate = {
  folder: 'block-admin-rolebindings',
  versions: { v1: 'K8sAzureV1BlockAdminRolebindings' },
  description: 'Roles must not be bound to cluster-admin.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  binding := input.review.object
  binding.roleRef.kind == "ClusterRole"
  binding.roleRef.name == "cluster-admin"
  msg := sprintf("Binding the role cluster-admin is not allowed, %v: %v", [binding.kind, binding.metadata.name])
  details := {"path": "roleRef.name", "value": "cluster-admin"}
}
`,
};
