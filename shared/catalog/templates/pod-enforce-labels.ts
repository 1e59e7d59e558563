import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Labels that Pods must have. */
export const podEnforceLabels: CatalogTemplate = {
  folder: 'pod-enforce-labels',
  versions: { v1: 'K8sAzureV1PodEnforceLabels' },
  description: 'Pods must have the required labels.',
  parameters: { labels: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  required := {label | label := input.parameters.labels[_]}
  given := {label | input.review.object.metadata.labels[label] != null}
  missing := required - given
  count(missing) > 0
  msg := sprintf("you must provide labels: %v", [missing])
  details := {"path": "metadata.labels", "expected": missing}
}
`,
};
