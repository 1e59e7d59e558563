import type { CatalogTemplate } from '../catalog-template';
import { exclusions, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which AppArmor profiles containers may run with, chosen by annotation or by field: `runtime/default` where none is. */
export const enforceApparmorProfile: CatalogTemplate = {
  folder: 'enforce-apparmor-profile',
  versions: {
    v1: 'K8sAzureEnforceAppArmor',
    v2: 'K8sAzureV2EnforceAppArmor',
    v3: 'K8sAzureV3EnforceAppArmor',
  },
  description: 'Containers may use only allowed AppArmor profiles.',
  parameters: { allowedProfiles: texts, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

prefix := "container.apparmor.security.beta.kubernetes.io/"

violation[{"msg": msg, "details": details}] {
  profile := input.review.object.metadata.annotations[key]
  startswith(key, prefix)
  profile != ""
  profile != null
  name := trim_prefix(key, prefix)
  not allowed(profile)
  not spared(name)
  msg := message(name)
  details := {"container": name, "path": sprintf("metadata.annotations.%s", [key]), "value": profile, "expected": list}
}

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  profile := container.securityContext.appArmorProfile
  profile != null
  not allowed(name_of(profile))
  not pod.excluded(container)
  msg := message(container.name)
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.appArmorProfile"),
    "value": profile,
    "expected": list,
  }
}

violation[{"msg": msg, "details": details}] {
  profile := pod_profile
  not allowed(name_of(profile))
  pod.judged
  msg := sprintf("AppArmor profile is not allowed, pod: %v. Allowed profiles: %v", [input.review.object.metadata.name, list])
  details := {"path": "spec.securityContext.appArmorProfile", "value": profile, "expected": list}
}

# Where nothing is said, the runtime's own profile applies; it has to be allowed like any other.
violation[{"msg": msg, "details": details}] {
  not allowed("runtime/default")
  not pod.windows
  not pod_profile
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  not chooses(container)
  not pod.excluded(container)
  msg := message(container.name)
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.appArmorProfile"),
    "value": "runtime/default",
    "expected": list,
  }
}

pod_profile = profile {
  profile := input.review.object.spec.securityContext.appArmorProfile
  profile != null
}

chooses(container) {
  container.securityContext.appArmorProfile != null
}

chooses(container) {
  profile := input.review.object.metadata.annotations[sprintf("%s%s", [prefix, container.name])]
  profile != ""
  profile != null
}

list := object.get(input.parameters, "allowedProfiles", [])

message(name) = msg {
  msg := sprintf("AppArmor profile is not allowed, pod: %v, container: %v. Allowed profiles: %v", [input.review.object.metadata.name, name, list])
}

# The field's types in the words of the annotation; an unknown type stays as it is and so is not allowed.
name_of(profile) = name {
  profile.type == "RuntimeDefault"
  name := "runtime/default"
} else = name {
  profile.type == "Unconfined"
  name := "unconfined"
} else = name {
  profile.type == "Localhost"
  name := sprintf("localhost/%s", [object.get(profile, "localhostProfile", "")])
} else = name {
  name := object.get(profile, "type", "")
}

allowed(profile) {
  list[_] == profile
}

allowed(_) {
  list[_] == "*"
}

allowed(profile) {
  pattern := list[_]
  endswith(pattern, "*")
  startswith(profile, trim_suffix(pattern, "*"))
}

spared(name) {
  container := input.review.object.spec[pod.fields[_]][_]
  container.name == name
  pod.excluded(container)
}
`,
};
