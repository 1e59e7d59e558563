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
  problem[[field, index, path, text]]
  not pod.excluded(container)
  msg := sprintf("container <%v> %s", [container.name, text])
  details := {"container": container.name, "path": pod.at(field, index, path), "expected": allowed}
}

problem[[field, index, "resources.limits", "has no resource limits"]] {
  container := input.review.object.spec[pod.long_running_fields[i]][index]
  field := pod.long_running_fields[i]
  not limited(container)
}

problem[[field, index, path, text]] {
  field := pod.long_running_fields[_]
  container := input.review.object.spec[field][index]
  limited(container)
  allowed[resource]
  not has_limit(container, resource)
  path := sprintf("resources.limits.%s", [resource])
  text := sprintf("has no %s limit", [resource])
}

problem[[field, index, path, text]] {
  field := pod.long_running_fields[_]
  limit := input.review.object.spec[field][index].resources.limits[resource]
  allowed[resource]
  not quantity.number(limit)
  path := sprintf("resources.limits.%s", [resource])
  text := sprintf("%s limit <%v> could not be parsed", [resource, limit])
}

problem[[field, index, path, text]] {
  field := pod.long_running_fields[_]
  limit := input.review.object.spec[field][index].resources.limits[resource]
  quantity.number(limit) > quantity.number(allowed[resource])
  path := sprintf("resources.limits.%s", [resource])
  text := sprintf("%s limit <%v> is higher than the maximum allowed of <%v>", [resource, limit, allowed[resource]])
}

limited(container) {
  container.resources.limits[_]
}

has_limit(container, resource) {
  container.resources.limits[resource] != ""
}
`,
};
