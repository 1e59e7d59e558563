import type { CatalogTemplate } from '../catalog-template';
import type { JsonObject } from '../json';
import { excludedImages, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

const optionSets: JsonObject = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      level: { type: 'string' },
      role: { type: 'string' },
      type: { type: 'string' },
      user: { type: 'string' },
    },
  },
};

const judge = `
violation[{"msg": msg, "details": details}] {
  options := input.review.object.spec.securityContext.seLinuxOptions
  options != null
  tail := problems(options)[_]
  pod.judged
  msg := sprintf("SELinux options is not allowed, pod: %v. Allowed options: %v", [input.review.object.metadata.name, expected])
  details := {"path": sprintf("spec.securityContext.seLinuxOptions%s", [tail]), "value": options, "expected": expected}
}

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  options := container.securityContext.seLinuxOptions
  options != null
  tail := problems(options)[_]
  not pod.excluded(container)
  msg := sprintf("SELinux options is not allowed, pod: %v, container: %v. Allowed options: %v", [input.review.object.metadata.name, container.name, expected])
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("securityContext.seLinuxOptions%s", [tail])),
    "value": options,
    "expected": expected,
  }
}

# Of a set, only what is set is compared: options that leave a field open are no breach of it.
listed(options) {
  allowed := input.parameters.allowedSELinuxOptions[_]
  count([key | value := options[key]; value != null; not allowed[key] == value]) == 0
}
`;

/** SELinux options: those of the Pod Security Standards, or one of a list of option sets. */
export const selinux: CatalogTemplate = {
  folder: 'selinux',
  versions: { v3: 'K8sAzureV3SELinux' },
  description: 'SELinux options must be allowed ones.',
  parameters: {
    enforcePSS: { type: 'boolean' },
    allowedSELinuxTypes: texts,
    allowedSELinuxOptions: optionSets,
    ...excludedImages,
  },
  libs: [podLibrary],
  rego: `import data.lib.pod
${judge}
# Of the standards: user and role stay empty, the type is a listed one or empty, the level is free.
problems(options) = tails {
  input.parameters.enforcePSS
  tails := {tail | key := ["user", "role"][_]; set_to(options, key) != ""; tail := sprintf(".%s", [key])} | {".type" | not allowed_type(set_to(options, "type"))}
}

problems(options) = tails {
  not input.parameters.enforcePSS
  tails := {"" | not listed(options)}
}

set_to(options, key) = value {
  value := options[key]
  value != null
} else = "" {
  true
}

allowed_type("") = true

allowed_type(type) {
  type == input.parameters.allowedSELinuxTypes[_]
}

expected = types {
  input.parameters.enforcePSS
  types := object.get(input.parameters, "allowedSELinuxTypes", [])
}

expected = options {
  not input.parameters.enforcePSS
  options := object.get(input.parameters, "allowedSELinuxOptions", [])
}
`,
};

/** The older versions: a list of option sets only. */
export const selinuxOptionSets: CatalogTemplate = {
  folder: 'selinux',
  versions: { v1: 'K8sAzureSELinux', v2: 'K8sAzureV2SELinux' },
  description: 'SELinux options must be one of the allowed sets.',
  parameters: { allowedSELinuxOptions: optionSets, ...excludedImages },
  libs: [podLibrary],
  rego: `import data.lib.pod
${judge}
problems(options) = tails {
  tails := {"" | not listed(options)}
}

expected := object.get(input.parameters, "allowedSELinuxOptions", [])
`,
};
