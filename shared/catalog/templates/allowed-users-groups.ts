import type { CatalogTemplate } from '../catalog-template';
import type { JsonObject } from '../json';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

const rule: JsonObject = {
  type: 'object',
  properties: {
    rule: { type: 'string' },
    ranges: {
      type: 'array',
      items: { type: 'object', properties: { min: { type: 'integer' }, max: { type: 'integer' } } },
    },
  },
};

/** As which user and groups containers run. A container's own setting goes before the Pod's. */
export const allowedUsersGroups: CatalogTemplate = {
  folder: 'allowed-users-groups',
  versions: {
    v1: 'K8sAzureAllowedUsersGroups',
    v2: 'K8sAzureV2AllowedUsersGroups',
    v3: 'K8sAzureV3AllowedUsersGroups',
  },
  description: 'Pods and containers may run only with approved user and group ids.',
  parameters: {
    runAsUser: rule,
    runAsGroup: rule,
    supplementalGroups: rule,
    fsGroup: rule,
    ...exclusions,
  },
  libs: [podLibrary],
  rego: `import data.lib.pod

# Of a user id that is set.
violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  user := setting(container, "runAsUser")
  not user_allowed(user)
  not pod.excluded(container)
  msg := sprintf("Container %v is attempting to run as disallowed user %v. Allowed runAsUser: %v", [container.name, user, input.parameters.runAsUser])
  details := {
    "container": container.name,
    "path": pod.standing(container, field, index, ["runAsUser"]),
    "value": user,
    "expected": input.parameters.runAsUser,
  }
}

# Of a user id that is missing.
violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  not has_setting(container, "runAsUser")
  wanted := missing_user(container)
  not pod.excluded(container)
  msg := sprintf("Container %v is attempting to run without a required %v", [container.name, wanted])
  details := {"container": container.name, "path": pod.at(field, index, "securityContext"), "expected": input.parameters.runAsUser}
}

# "runAsNonRoot: false" invites root, on whichever level it stands.
violation[{"msg": msg, "details": details}] {
  input.parameters.runAsUser.rule == "MustRunAsNonRoot"
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  declines(container)
  not has_user(container)
  not pod.excluded(container)
  msg := sprintf("Container %v is attempting to run with runAsNonRoot set to false", [container.name])
  details := {"container": container.name, "path": pod.standing(container, field, index, ["runAsNonRoot"]), "value": false, "expected": true}
}

# Of the groups: of the process, of the volumes, and supplemental ones.
violation[{"msg": msg, "details": details}] {
  key := ["runAsGroup", "fsGroup", "supplementalGroups"][_]
  strict(key)
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  value := group_values(container, key)[_]
  not in_ranges(key, value)
  not pod.excluded(container)
  msg := sprintf("Container %v is attempting to run with disallowed %v %v. Allowed %v: %v", [container.name, group_words[key], value, key, input.parameters[key]])
  details := {
    "container": container.name,
    "path": group_path(container, field, index, key),
    "value": value,
    "expected": input.parameters[key],
  }
}

violation[{"msg": msg, "details": details}] {
  key := ["runAsGroup", "fsGroup", "supplementalGroups"][_]
  input.parameters[key].rule == "MustRunAs"
  not pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  count(group_values(container, key)) == 0
  not pod.excluded(container)
  msg := sprintf("Container %v is attempting to run without a required securityContext/%v. Allowed %v: %v", [container.name, key, key, input.parameters[key]])
  details := {"container": container.name, "path": group_path(container, field, index, key), "expected": input.parameters[key]}
}

group_words := {"runAsGroup": "group", "fsGroup": "fsGroup", "supplementalGroups": "supplementalGroups"}

strict(key) {
  {"MustRunAs", "MayRunAs"}[input.parameters[key].rule]
}

setting(container, key) = value {
  value := container.securityContext[key]
  value != null
} else = value {
  value := input.review.object.spec.securityContext[key]
  value != null
}

has_setting(container, key) {
  is_number(setting(container, key))
}

has_user(container) {
  setting(container, "runAsUser") > 0
}

user_allowed(_) {
  object.get(input.parameters, ["runAsUser", "rule"], "RunAsAny") == "RunAsAny"
}

user_allowed(user) {
  input.parameters.runAsUser.rule == "MustRunAsNonRoot"
  user != 0
}

user_allowed(user) {
  input.parameters.runAsUser.rule == "MustRunAs"
  in_ranges("runAsUser", user)
}

missing_user(_) = wanted {
  input.parameters.runAsUser.rule == "MustRunAs"
  wanted := sprintf("securityContext/runAsUser. Allowed runAsUser: %v", [input.parameters.runAsUser])
}

missing_user(container) = wanted {
  input.parameters.runAsUser.rule == "MustRunAsNonRoot"
  not insists(container)
  not declines(container)
  wanted := "securityContext/runAsNonRoot or securityContext/runAsUser != 0"
}

insists(container) {
  setting(container, "runAsNonRoot") == true
}

declines(container) {
  container.securityContext.runAsNonRoot == false
}

declines(_) {
  input.review.object.spec.securityContext.runAsNonRoot == false
}

group_values(container, "runAsGroup") = values {
  values := [value | value := setting(container, "runAsGroup")]
}

group_values(_, "fsGroup") = values {
  values := [value | value := input.review.object.spec.securityContext.fsGroup; value != null]
}

group_values(_, "supplementalGroups") = values {
  values := [value | value := input.review.object.spec.securityContext.supplementalGroups[_]]
}

group_path(container, field, index, "runAsGroup") = path {
  path := pod.standing(container, field, index, ["runAsGroup"])
}

group_path(_, _, _, key) = path {
  key != "runAsGroup"
  path := sprintf("spec.securityContext.%s", [key])
}

in_ranges(key, value) {
  range := input.parameters[key].ranges[_]
  value >= range.min
  below(value, range.max)
}

below(value, limit) {
  value <= limit
}

below(_, -1) = true
`,
};
