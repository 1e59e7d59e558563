import type { CatalogTemplate } from '../catalog-template';

/** A budget must leave room for at least one disruption. Reads Deployments and StatefulSets from the inventory. */
export const disallowedBadPodDisruptionBudgets: CatalogTemplate = {
  folder: 'disallowed-bad-pod-disruption-budgets',
  versions: {
    v1: 'K8sAzureDisallowedBadPodDisruptionBudgets',
    v2: 'K8sAzureV2DisallowedBadPodDisruptionBudgets',
  },
  description: 'PodDisruptionBudgets must allow at least one disruption.',
  parameters: {},
  sync: [{ groups: ['apps'], versions: ['v1'], kinds: ['Deployment', 'StatefulSet'] }],
  rego: `violation[{"msg": msg, "details": details}] {
  budget := input.review.object
  {0, "0", "0%"}[budget.spec.maxUnavailable]
  msg := sprintf("PodDisruptionBudget <%v> has maxUnavailable of 0, only positive integers are allowed for maxUnavailable", [budget.metadata.name])
  details := {"path": "spec.maxUnavailable", "value": budget.spec.maxUnavailable}
}

violation[{"msg": msg, "details": details}] {
  budget := input.review.object
  budget.spec.minAvailable == "100%"
  msg := sprintf("PodDisruptionBudget <%v> has minAvailable of 100%%, so that no Pod may be disrupted", [budget.metadata.name])
  details := {"path": "spec.minAvailable", "value": "100%"}
}

violation[{"msg": msg, "details": details}] {
  budget := input.review.object
  is_number(budget.spec.minAvailable)
  workload := data.inventory.namespace[budget.metadata.namespace]["apps/v1"][["Deployment", "StatefulSet"][_]][_]
  selects(budget.spec.selector, object.get(workload.spec.template.metadata, "labels", {}))
  replicas := object.get(workload.spec, "replicas", 1)
  budget.spec.minAvailable >= replicas
  msg := sprintf("%v <%v> has %v replica(s) but PodDisruptionBudget <%v> has minAvailable of %v, PodDisruptionBudget count should always be lower than replica(s), and not used when replica(s) is set to 1", [workload.kind, workload.metadata.name, replicas, budget.metadata.name, budget.spec.minAvailable])
  details := {"path": "spec.minAvailable", "value": budget.spec.minAvailable}
}

# Selectors with expressions are left to the label part: matchLabels must be given and hold.
selects(selector, labels) {
  wanted := {key: value | value := selector.matchLabels[key]; value != null}
  count(wanted) > 0
  missing := {key | value := wanted[key]; not labels[key] == value}
  count(missing) == 0
}
`,
};
