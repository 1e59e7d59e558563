import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Containers must switch privilege escalation off. */
export const containerNoPrivilegeEscalationExplicit: CatalogTemplate = {
  folder: 'container-no-privilege-escalation',
  versions: {
    v1: 'K8sAzureContainerNoPrivilegeEscalation',
    v2: 'K8sAzureV2NoPrivilegeEscalation',
    v3: 'K8sAzureV3NoPrivilegeEscalation',
  },
  description: 'Containers must not allow privilege escalation.',
  parameters: exclusions,
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  not pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  not container.securityContext.allowPrivilegeEscalation == false
  not pod.excluded(container)
  msg := sprintf("Privilege escalation container is not allowed: %v", [container.name])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.allowPrivilegeEscalation"),
    "expected": false,
  }
}
`,
};
