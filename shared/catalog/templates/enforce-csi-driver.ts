import type { CatalogTemplate } from '../catalog-template';

/** Storage classes use the CSI drivers, not the provisioners that were built into Kubernetes. */
export const enforceCsiDriver: CatalogTemplate = {
  folder: 'enforce-csi-driver',
  versions: { v1: 'K8sAzureV1EnforceCSIDriver' },
  description: 'StorageClasses must use CSI drivers.',
  parameters: {},
  rego: `in_tree := {"kubernetes.io/azure-disk", "kubernetes.io/azure-file"}

violation[{"msg": msg, "details": details}] {
  class := input.review.object
  in_tree[class.provisioner]
  msg := sprintf("Storage class %v use intree provisioner %v is not allowed", [class.metadata.name, class.provisioner])
  details := {"path": "provisioner", "value": class.provisioner}
}
`,
};
