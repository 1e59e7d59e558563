import type { CatalogTemplate } from '../catalog-template';
import { exclusions, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which seccomp profiles containers may run with; running without one is not allowed. */
export const allowedSeccompProfiles: CatalogTemplate = {
  folder: 'allowed-seccomp-profiles',
  versions: {
    v1: 'K8sAzureAllowedSeccompProfiles',
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
  not container.securityContext.seccompProfile
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
  not allowed(profile)
  not pod.excluded(container)
  details := detail(container, pod.at(field, index, "securityContext.seccompProfile"), object.get(profile, "type", ""))
  msg := message(container, details)
}

# A forbidden profile on the Pod counts even where every container sets its own.
violation[{"msg": msg, "details": details}] {
  not pod.windows
  profile := input.review.object.spec.securityContext.seccompProfile
  not allowed(profile)
  pod.judged
  msg := sprintf("Seccomp profile '%v' is not allowed for pod '%v'. Found at: spec.securityContext. Allowed profiles: %v", [pod_profile, input.review.object.metadata.name, list])
  details := {"path": "spec.securityContext.seccompProfile.type", "value": pod_profile, "expected": list}
}

list := object.get(input.parameters, "allowedProfiles", [])

default pod_profile = "not configured"

pod_profile = type {
  type := input.review.object.spec.securityContext.seccompProfile.type
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
