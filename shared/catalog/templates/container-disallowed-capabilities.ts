import type { CatalogTemplate } from '../catalog-template';
import { exclusions, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which capabilities containers must not add; ALL adds every one of them. */
export const containerDisallowedCapabilities: CatalogTemplate = {
  folder: 'container-disallowed-capabilities',
  versions: {
    v1: 'K8sAzureDisallowedCapabilities',
    v2: 'K8sAzureV2DisallowedCapabilities',
    v3: 'K8sAzureV3DisallowedCapabilities',
  },
  description: 'Containers must not add disallowed capabilities.',
  parameters: { disallowedCapabilities: texts, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  capability := container.securityContext.capabilities.add[i]
  disallowed(capability)
  not pod.excluded(container)
  msg := sprintf("container <%v> has a disallowed capability. Disallowed capabilities are %v", [container.name, object.get(input.parameters, "disallowedCapabilities", [])])
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("securityContext.capabilities.add[%d]", [i])),
    "value": capability,
    "disallowed": object.get(input.parameters, "disallowedCapabilities", []),
  }
}

disallowed(capability) {
  plain(input.parameters.disallowedCapabilities[_]) == plain(capability)
}

# A star stands for every capability.
disallowed(_) {
  input.parameters.disallowedCapabilities[_] == "*"
}

disallowed(capability) {
  plain(capability) == "ALL"
  count(input.parameters.disallowedCapabilities) > 0
}

plain(capability) = name {
  name := trim_prefix(upper(capability), "CAP_")
}
`,
};
