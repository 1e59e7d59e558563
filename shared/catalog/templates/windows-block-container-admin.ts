import type { CatalogTemplate } from '../catalog-template';
import { excludedImages } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** No Windows container runs as ContainerAdministrator. */
export const windowsBlockContainerAdmin: CatalogTemplate = {
  folder: 'windows-block-container-admin',
  versions: { v1: 'K8sAzureV1WindowsBlockContainerAdmin' },
  description: 'Windows containers must not run as ContainerAdministrator.',
  parameters: excludedImages,
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  lower(user(container)) == "containeradministrator"
  not pod.excluded(container)
  msg := sprintf("Container %v must not run as ContainerAdministrator, pod: %v", [container.name, input.review.object.metadata.name])
  details := {
    "container": container.name,
    "path": pod.standing(container, field, index, ["windowsOptions", "runAsUserName"]),
    "value": user(container),
  }
}

user(container) = name {
  name := container.securityContext.windowsOptions.runAsUserName
  is_string(name)
} else = name {
  name := input.review.object.spec.securityContext.windowsOptions.runAsUserName
  is_string(name)
}
`,
};
