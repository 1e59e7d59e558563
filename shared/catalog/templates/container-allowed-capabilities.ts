import type { CatalogTemplate } from '../catalog-template';
import { exclusions, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which capabilities may be added, and which must be dropped. Names are exact, as in the Pod Security Standards. */
export const containerAllowedCapabilities: CatalogTemplate = {
  folder: 'container-allowed-capabilities',
  versions: {
    v1: 'K8sAzureAllowedCapabilities',
    v2: 'K8sAzureV2AllowedCapabilities',
    v3: 'K8sAzureV3AllowedCapabilities',
  },
  description: 'Containers may add only allowed capabilities and must drop the required ones.',
  parameters: { allowedCapabilities: texts, requiredDropCapabilities: texts, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  capability := container.securityContext.capabilities.add[i]
  not allowed(capability)
  not pod.excluded(container)
  msg := sprintf("container <%v> has a disallowed capability. Allowed capabilities are %v", [container.name, object.get(input.parameters, "allowedCapabilities", [])])
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("securityContext.capabilities.add[%d]", [i])),
    "value": capability,
    "expected": object.get(input.parameters, "allowedCapabilities", []),
  }
}

violation[{"msg": msg, "details": details}] {
  required := {capability | capability := input.parameters.requiredDropCapabilities[_]}
  count(required) > 0
  not pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  dropped := {capability | capability := container.securityContext.capabilities.drop[_]}
  not dropped["ALL"]
  count(required - dropped) > 0
  not pod.excluded(container)
  msg := sprintf("container <%v> is not dropping all required capabilities. Container must drop all of %v or \\"ALL\\"", [container.name, input.parameters.requiredDropCapabilities])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.capabilities.drop"),
    "value": [capability | capability := container.securityContext.capabilities.drop[_]],
    "expected": input.parameters.requiredDropCapabilities,
  }
}

allowed(_) {
  input.parameters.allowedCapabilities[_] == "*"
}

allowed(capability) {
  input.parameters.allowedCapabilities[_] == capability
}
`,
};
