import type { CatalogTemplate } from '../catalog-template';
import { excludedImages } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Every container asks for CPU and memory. */
export const containerResourceRequests: CatalogTemplate = {
  folder: 'container-resource-requests',
  versions: { v1: 'K8sAzureV1ContainerRequests' },
  description: 'Containers must have CPU and memory requests.',
  parameters: excludedImages,
  libs: [podLibrary],
  rego: `import data.lib.pod

help := "For more information, visit https://aka.ms/aks/deployment-safeguards"

violation[{"msg": msg, "details": details}] {
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  not requested(container)
  not pod.excluded(container)
  msg := sprintf("container <%v> has no resource requests. %s", [container.name, help])
  details := {"container": container.name, "path": pod.at(field, index, "resources.requests")}
}

violation[{"msg": msg, "details": details}] {
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  requested(container)
  resource := ["cpu", "memory"][_]
  not requested_resource(container, resource)
  not pod.excluded(container)
  msg := sprintf("container <%v> has no %s request. %s", [container.name, resource, help])
  details := {"container": container.name, "path": pod.at(field, index, sprintf("resources.requests.%s", [resource]))}
}

requested(container) {
  container.resources.requests[_] != null
}

requested_resource(container, resource) {
  container.resources.requests[resource] != null
}
`,
};
