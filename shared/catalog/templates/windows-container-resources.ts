import type { CatalogTemplate } from '../catalog-template';
import { excludedImages } from '../library/parameters';
import { podLibrary } from '../library/pod';
import { quantityLibrary } from '../library/quantity';

/** Windows containers ask for no more than their limits, so that nodes are not overcommitted. */
export const windowsContainerResources: CatalogTemplate = {
  folder: 'windows-container-resources',
  versions: { v1: 'K8sAzureV1WindowsContainerResources' },
  description: 'Requests of Windows containers must not exceed their limits.',
  parameters: excludedImages,
  libs: [podLibrary, quantityLibrary],
  rego: `import data.lib.pod
import data.lib.quantity

violation[{"msg": msg, "details": details}] {
  pod.windows
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  resource := ["cpu", "memory"][_]
  request := container.resources.requests[resource]
  limit := container.resources.limits[resource]
  quantity.number(request) > quantity.number(limit)
  not pod.excluded(container)
  msg := sprintf("container <%v> %v request <%v> is higher than its limit <%v>", [container.name, resource, request, limit])
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("resources.requests.%s", [resource])),
    "value": request,
    "expected": limit,
  }
}
`,
};
