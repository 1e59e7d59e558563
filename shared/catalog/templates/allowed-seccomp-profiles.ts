import type { CatalogTemplate } from '../catalog-template';
import { exclusions, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/**
 * Which seccomp profiles containers may run with. Running without one is not allowed, unless the list holds
 * `not configured`, the name under which the messages speak of it.
 */
export const allowedSeccompProfiles: CatalogTemplate = {
  folder: 'allowed-seccomp-profiles',
  versions: {
    v2: 'K8sAzureV2AllowedSeccomp',
    v3: 'K8sAzureV3AllowedSeccomp',
  },
  description: 'Containers must run with an allowed seccomp profile.',
  parameters: { allowedProfiles: texts, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

# A profile is named as in the field (RuntimeDefault) or as in the old annotation (runtime/default).
names := {
  "RuntimeDefault": {"RuntimeDefault", "runtime/default", "docker/default"},
  "Unconfined": {"Unconfined", "unconfined"},
  "Localhost": {"Localhost", "localhost/*"},
}

violation[{"msg": msg, "details": details}] {
  not pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  not has_profile(container)
  not allowed_for_pod
  not pod.excluded(container)
  details := detail(container, pod.at(field, index, "securityContext.seccompProfile"), pod_profile)
  msg := message(container, details)
}

violation[{"msg": msg, "details": details}] {
  not pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  profile := container.securityContext.seccompProfile
  profile != null
  not allowed(profile)
  not pod.excluded(container)
  details := detail(container, pod.at(field, index, "securityContext.seccompProfile"), type_of(profile))
  msg := message(container, details)
}

# A forbidden profile on the Pod counts even where every container sets its own.
violation[{"msg": msg, "details": details}] {
  not pod.windows
  profile := input.review.object.spec.securityContext.seccompProfile
  profile != null
  not allowed(profile)
  pod.judged
  msg := sprintf("Seccomp profile '%v' is not allowed for pod '%v'. Found at: spec.securityContext. Allowed profiles: %v", [pod_profile, input.review.object.metadata.name, list])
  details := {"path": "spec.securityContext.seccompProfile.type", "value": pod_profile, "expected": list}
}

list := object.get(input.parameters, "allowedProfiles", [])

default pod_profile = "not configured"

pod_profile = type {
  type := input.review.object.spec.securityContext.seccompProfile.type
  type != null
}

# The owner is a container or the spec of the Pod.
has_profile(owner) {
  owner.securityContext.seccompProfile != null
}

type_of(profile) = type {
  type := profile.type
  is_string(type)
} else = "" {
  true
}

detail(container, path, value) = details {
  details := {"container": container.name, "path": path, "value": value, "expected": list}
}

message(container, details) = msg {
  msg := sprintf("Seccomp profile '%v' is not allowed for container '%v'. Found at: %v. Allowed profiles: %v", [details.value, container.name, details.path, list])
}

allowed_for_pod {
  list[_] == "*"
}

allowed_for_pod {
  allowed(input.review.object.spec.securityContext.seccompProfile)
}

allowed_for_pod {
  not has_profile(input.review.object.spec)
  list[_] == "not configured"
}

allowed(_) {
  list[_] == "*"
}

allowed(profile) {
  names[profile.type][list[_]]
}

allowed(profile) {
  profile.type == "Localhost"
  list[_] == sprintf("localhost/%s", [profile.localhostProfile])
}
`,
};

/** The first version, of the time before the field: profiles are named by annotations only. */
export const allowedSeccompAnnotations: CatalogTemplate = {
  folder: 'allowed-seccomp-profiles',
  versions: { v1: 'K8sAzureAllowedSeccomp' },
  description: 'Containers must name an allowed seccomp profile in an annotation.',
  parameters: { allowedProfiles: texts, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

pod_key := "seccomp.security.alpha.kubernetes.io/pod"

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][_]
  key := sprintf("container.seccomp.security.alpha.kubernetes.io/%v", [container.name])
  profile := profile_at(key)
  not allowed(profile)
  not pod.excluded(container)
  msg := message(container)
  details := {"container": container.name, "path": sprintf("metadata.annotations.%s", [key]), "value": profile, "expected": list}
}

# What the Pod says counts for containers that say nothing.
violation[{"msg": msg, "details": details}] {
  not allowed(pod_profile)
  field := pod.fields[_]
  container := input.review.object.spec[field][_]
  not profile_at(sprintf("container.seccomp.security.alpha.kubernetes.io/%v", [container.name]))
  not pod.excluded(container)
  msg := message(container)
  details := {"container": container.name, "path": sprintf("metadata.annotations.%s", [pod_key]), "value": pod_profile, "expected": list}
}

list := object.get(input.parameters, "allowedProfiles", [])

pod_profile = profile {
  profile := profile_at(pod_key)
} else = "not configured" {
  true
}

profile_at(key) = profile {
  profile := input.review.object.metadata.annotations[key]
  profile != null
}

message(container) = msg {
  msg := sprintf("Seccomp profile is not allowed, pod: %v, container: %v, Allowed profiles: %v", [input.review.object.metadata.name, container.name, list])
}

allowed(_) {
  list[_] == "*"
}

allowed(profile) {
  list[_] == profile
}

allowed(profile) {
  pattern := list[_]
  endswith(pattern, "/*")
  startswith(profile, trim_suffix(pattern, "*"))
}
`,
};
