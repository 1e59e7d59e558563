import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';
import { quantityLibrary } from '../library/quantity';

/** Each container needs CPU and memory limits that do not exceed the given ones. */
export const containerResourceLimits: CatalogTemplate = {
  folder: 'container-resource-limits',
  versions: {
    v1: 'K8sAzureContainerLimits',
    v2: 'K8sAzureV2ContainerLimits',
    v3: 'K8sAzureV3ContainerLimits',
  },
  description: 'Containers must have CPU and memory limits within the allowed ones.',
  parameters: { cpuLimit: { type: 'string' }, memoryLimit: { type: 'string' }, ...exclusions },
  libs: [podLibrary, quantityLibrary],
  rego: `import data.lib.pod
import data.lib.quantity

allowed := {"cpu": object.get(input.parameters, "cpuLimit", "0"), "memory": object.get(input.parameters, "memoryLimit", "0")}

violation[{"msg": msg, "details": details}] {
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  not limited(container)
  not pod.excluded(container)
  msg := sprintf("container <%v> has no resource limits", [container.name])
  details := {"container": container.name, "path": pod.at(field, index, "resources.limits"), "expected": allowed}
}

violation[{"msg": msg, "details": details}] {
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  limited(container)
  resource := resources[_]
  not has_limit(container, resource)
  not pod.excluded(container)
  msg := sprintf("container <%v> has no %s limit", [container.name, resource])
  details := detail(field, index, container, resource)
}

violation[{"msg": msg, "details": details}] {
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  resource := resources[_]
  limit := container.resources.limits[resource]
  limit != null
  text := problem(resource, limit)
  not pod.excluded(container)
  msg := sprintf("container <%v> %s limit <%v> %s", [container.name, resource, limit, text])
  details := detail(field, index, container, resource)
}

resources := ["cpu", "memory"]

# The allowed limits as numbers, read once for all containers.
highest[resource] = number {
  number := quantity.number(allowed[resource])
}

problem(_, limit) = "could not be parsed" {
  limit != ""
  not quantity.number(limit)
}

problem(resource, limit) = text {
  quantity.number(limit) > highest[resource]
  text := sprintf("is higher than the maximum allowed of <%v>", [allowed[resource]])
}

detail(field, index, container, resource) = details {
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("resources.limits.%s", [resource])),
    "value": object.get(container.resources.limits, resource, null),
    "expected": allowed[resource],
  }
}

limited(container) {
  container.resources.limits[_] != null
}

has_limit(container, resource) {
  limit := container.resources.limits[resource]
  limit != ""
  limit != null
}
`,
};
