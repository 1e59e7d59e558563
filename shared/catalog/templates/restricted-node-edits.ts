import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Labels and taints of single nodes are for AKS to change. Who changed them is known at admission only. */
export const restrictedNodeEdits: CatalogTemplate = {
  folder: 'restricted-node-edits',
  versions: { v1: 'K8sAzureV1RestrictedNodeEdits' },
  description: 'Users must not edit individual nodes.',
  parameters: { allowedUsers: texts, allowedGroups: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  input.review.operation == "UPDATE"
  changed[path]
  not allowed
  msg := "Tainting or labelling individual nodes is not recommended. Please use Azure cli to taint/label node pools instead"
  details := {"path": path, "user": input.review.userInfo.username}
}

changed["metadata.labels"] {
  labels(input.review.object) != labels(input.review.oldObject)
}

changed["spec.taints"] {
  taints(input.review.object) != taints(input.review.oldObject)
}

labels(node) = found {
  found := {key: value | value := node.metadata.labels[key]; value != null}
}

taints(node) = found {
  found := [taint | taint := node.spec.taints[_]]
}

allowed {
  input.parameters.allowedUsers[_] == input.review.userInfo.username
}

allowed {
  group := input.review.userInfo.groups[_]
  same_group(input.parameters.allowedGroups[_], group)
}

# The API server says "system:nodes" where the definition says "system:node".
same_group(listed, group) {
  listed == group
}

same_group(listed, group) {
  listed == "system:node"
  group == "system:nodes"
}
`,
};
