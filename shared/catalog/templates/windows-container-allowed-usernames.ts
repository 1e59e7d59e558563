import type { CatalogTemplate } from '../catalog-template';
import { excludedImages, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which users Windows containers may run as; without a name it is ContainerUser. DOMAIN\\* allows a domain. */
export const windowsContainerAllowedUsernames: CatalogTemplate = {
  folder: 'windows-container-allowed-usernames',
  versions: { v1: 'K8sAzureV1WindowsContainerAllowedUserNames' },
  description: 'Windows containers may run only as allowed users.',
  parameters: { allowedUserNames: texts, ...excludedImages },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  name := user(container)
  not allowed(name)
  not pod.excluded(container)
  msg := sprintf("Container %v is attempting to run as disallowed user %v. Allowed user names: %v", [container.name, name, object.get(input.parameters, "allowedUserNames", [])])
  details := {
    "container": container.name,
    "path": pod.standing(container, field, index, ["windowsOptions", "runAsUserName"]),
    "value": name,
    "expected": object.get(input.parameters, "allowedUserNames", []),
  }
}

user(container) = name {
  name := container.securityContext.windowsOptions.runAsUserName
  is_string(name)
} else = name {
  name := input.review.object.spec.securityContext.windowsOptions.runAsUserName
  is_string(name)
} else = "ContainerUser" {
  true
}

allowed(name) {
  lower(input.parameters.allowedUserNames[_]) == lower(name)
}

allowed(name) {
  pattern := lower(input.parameters.allowedUserNames[_])
  endswith(pattern, "\\\\*")
  startswith(lower(name), trim_suffix(pattern, "*"))
}
`,
};
