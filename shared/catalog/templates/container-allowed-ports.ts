import type { CatalogTemplate } from '../catalog-template';
import { excludedContainers, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which ports containers may declare (deprecated: the field is informative). */
export const containerAllowedPorts: CatalogTemplate = {
  folder: 'container-allowed-ports',
  versions: { v1: 'K8sAzureContainerAllowedPorts' },
  description: 'Containers may declare only allowed ports.',
  parameters: { allowedContainerPorts: texts, allowedPorts: texts, ...excludedContainers },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  port := container.ports[i].containerPort
  is_number(port)
  not allowed(port)
  not pod.excluded(container)
  msg := sprintf("Port %v for container %v has not been allowed.", [port, container.name])
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("ports[%d].containerPort", [i])),
    "value": port,
    "expected": object.get(input.parameters, "allowedContainerPorts", []),
  }
}

allowed(port) {
  input.parameters.allowedContainerPorts[_] == sprintf("%v", [port])
}

allowed(port) {
  input.parameters.allowedPorts[_] == sprintf("%v", [port])
}
`,
};
