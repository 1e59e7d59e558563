import type { CatalogTemplate } from '../catalog-template';
import { exclusions, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Every container has the required probes, each with a handler. */
export const containerEnforceProbes: CatalogTemplate = {
  folder: 'container-enforce-probes',
  versions: { v1: 'K8sAzureContainerEnforceProbes', v2: 'K8sAzureV2ContainerEnforceProbes' },
  description: 'Containers must have the required probes.',
  parameters: { enforceProbes: texts, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  container := input.review.object.spec.containers[index]
  probe := input.parameters.enforceProbes[_]
  not handled(container, probe)
  not pod.excluded(container)
  msg := sprintf("Container <%v> in your Pod <%v> has no <%v>. Required probes: %v", [container.name, input.review.object.metadata.name, probe, input.parameters.enforceProbes])
  details := {"container": container.name, "path": pod.at("containers", index, probe), "expected": input.parameters.enforceProbes}
}

handled(container, probe) {
  container[probe][["tcpSocket", "httpGet", "exec", "grpc"][_]] != null
}
`,
};
