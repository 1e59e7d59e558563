import type { CatalogTemplate } from '../catalog-template';

/** Every container of a workload has a preStop hook. */
export const containerEnforcePreStopHook: CatalogTemplate = {
  folder: 'container-enforce-pre-stop-hook',
  versions: { v1: 'K8sAzureV1ContainerEnforcePreStopHook' },
  description: 'Containers of workloads must have a preStop hook.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  workload := input.review.object
  container := workload.spec.template.spec.containers[index]
  not hooked(container)
  msg := sprintf("Container <%v> in your %v <%v> has no preStop hook", [container.name, workload.kind, workload.metadata.name])
  details := {"container": container.name, "path": sprintf("spec.template.spec.containers[%d].lifecycle.preStop", [index])}
}

hooked(container) {
  container.lifecycle.preStop != null
}
`,
};
