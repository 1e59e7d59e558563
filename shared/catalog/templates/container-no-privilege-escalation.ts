import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Containers must switch privilege escalation off. */
export const containerNoPrivilegeEscalation: CatalogTemplate = {
  folder: 'container-no-privilege-escalation',
  versions: { v4: 'K8sAzureV4NoPrivilegeEscalation' },
  description: 'Containers must not allow privilege escalation.',
  parameters: { forcePrivilegeEscalationToBeFalse: { type: 'boolean' }, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  not pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  not container.securityContext.allowPrivilegeEscalation == false
  not harmless(container)
  not pod.excluded(container)
  msg := sprintf("Privilege escalation container is not allowed: %v", [container.name])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.allowPrivilegeEscalation"),
    "expected": false,
  }
}

# Unless it is forced, a container that runs as a known user other than root need not say so.
harmless(container) {
  not input.parameters.forcePrivilegeEscalationToBeFalse
  not container.securityContext.allowPrivilegeEscalation == true
  user(container) > 0
}

user(container) = id {
  id := container.securityContext.runAsUser
  is_number(id)
} else = id {
  id := input.review.object.spec.securityContext.runAsUser
  is_number(id)
}
`,
};
