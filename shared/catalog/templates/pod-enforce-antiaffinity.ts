import type { CatalogTemplate } from '../catalog-template';

/** Workloads of several replicas spread over nodes. */
export const podEnforceAntiaffinity: CatalogTemplate = {
  folder: 'pod-enforce-antiaffinity',
  versions: { v1: 'K8sAzureV1AntiAffinityRules' },
  description:
    'Workloads with several replicas must have anti-affinity rules or topology spread constraints.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  workload := input.review.object
  workload.spec.replicas > 1
  not spread(workload)
  msg := sprintf("%v with %v replicas should have either podAntiAffinity or topologySpreadConstraints set to avoid disruptions due to nodes crashing", [workload.kind, workload.spec.replicas])
  details := {"path": "spec.template.spec.affinity.podAntiAffinity"}
}

spread(workload) {
  workload.spec.template.spec.affinity.podAntiAffinity != null
}

spread(workload) {
  count(workload.spec.template.spec.topologySpreadConstraints) > 0
}
`,
};
