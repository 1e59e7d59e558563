import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Labels that AKS keeps for itself. Who set them is known at admission only. */
export const restrictedLabels: CatalogTemplate = {
  folder: 'restricted-labels',
  versions: { v1: 'K8sAzureV1RestrictedLabels' },
  description: 'Users must not set labels that are reserved for AKS.',
  parameters: { labels: texts, allowedUsers: texts, allowedGroups: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  input.review.userInfo.username
  not allowed
  reserved := {label | label := input.parameters.labels[_]; sets(label)}
  count(reserved) > 0
  msg := sprintf("Label <%v> is reserved for AKS use only", [reserved])
  details := {"path": "metadata.labels", "value": reserved, "user": input.review.userInfo.username}
}

sets(prefix) {
  value := input.review.object.metadata.labels[key]
  value != null
  startswith(key, prefix)
  not kept(key, value)
}

kept(key, value) {
  input.review.oldObject.metadata.labels[key] == value
}

allowed {
  input.parameters.allowedUsers[_] == input.review.userInfo.username
}

allowed {
  input.parameters.allowedGroups[_] == input.review.userInfo.groups[_]
}
`,
};
