import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** No container may run privileged. */
export const containerNoPrivilege: CatalogTemplate = {
  folder: 'container-no-privilege',
  versions: { v1: 'K8sAzureContainerNoPrivilege', v2: 'K8sAzureV2NoPrivilege' },
  description: 'Containers must not run privileged.',
  parameters: exclusions,
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  container.securityContext.privileged == true
  not pod.excluded(container)
  msg := sprintf("Privileged container is not allowed: %v, securityContext: %v", [container.name, container.securityContext])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.privileged"),
    "value": true,
    "expected": false,
  }
}
`,
};
