import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Images must match a regular expression (RE2, found anywhere unless anchored). */
export const containerAllowedImages: CatalogTemplate = {
  folder: 'container-allowed-images',
  versions: { v1: 'K8sAzureContainerAllowedImages', v2: 'K8sAzureV2ContainerAllowedImages' },
  description: 'Containers may use only images that match the pattern.',
  parameters: { imageRegex: { type: 'string' }, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  is_string(container.image)
  not regex.match(input.parameters.imageRegex, container.image)
  not pod.excluded(container)
  msg := sprintf("Container image %v for container %v has not been allowed.", [container.image, container.name])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "image"),
    "value": container.image,
    "expected": input.parameters.imageRegex,
  }
}
`,
};
