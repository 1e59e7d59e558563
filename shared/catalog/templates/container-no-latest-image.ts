import type { CatalogTemplate } from '../catalog-template';
import { podLibrary } from '../library/pod';

/** Images name a tag other than latest, or a digest. */
export const containerNoLatestImage: CatalogTemplate = {
  folder: 'container-no-latest-image',
  versions: { v1: 'K8sAzureContainerNoLatestImage', v2: 'K8sAzureV2ContainerNoLatestImage' },
  description: 'Container images must not use the latest tag.',
  parameters: {},
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  endswith(container.image, ":latest")
  msg := sprintf("container <%v> uses the tag latest, image: %v", [container.name, container.image])
  details := {"container": container.name, "path": pod.at(field, index, "image"), "value": container.image}
}

# A tag stands after the last slash: a colon before it belongs to a port.
violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  parts := split(container.image, "/")
  last := parts[count(parts) - 1]
  not contains(last, ":")
  not contains(container.image, "@")
  msg := sprintf("container <%v> didn't specify an image tag <%v>", [container.name, container.image])
  details := {"container": container.name, "path": pod.at(field, index, "image"), "value": container.image}
}
`,
};
