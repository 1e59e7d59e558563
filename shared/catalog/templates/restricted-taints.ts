import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Reserved taints belong on nodes of system pools only. */
export const restrictedTaints: CatalogTemplate = {
  folder: 'restricted-taints',
  versions: { v1: 'K8sAzureV1RestrictedTaints' },
  description: 'Nodes of user pools must not carry reserved taints.',
  parameters: { reservedTaints: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  node := input.review.object
  taint := node.spec.taints[index]
  taint.key == input.parameters.reservedTaints[_]
  not node.metadata.labels["kubernetes.azure.com/mode"] == "system"
  msg := sprintf("Taint with key %v is reserved for the system pool only", [taint.key])
  details := {"path": sprintf("spec.taints[%d].key", [index]), "value": taint.key}
}
`,
};
