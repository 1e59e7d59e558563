import type { CatalogTemplate } from '../catalog-template';
import { excludedImages } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Every Pod names image pull secrets. */
export const containerRestrictedImagePulls: CatalogTemplate = {
  folder: 'container-restricted-image-pulls',
  versions: { v1: 'K8sAzureV1ContainerRestrictedImagePulls' },
  description: 'Pods must have image pull secrets.',
  parameters: excludedImages,
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  not has_secrets
  pod.judged
  metadata := input.review.object.metadata
  msg := sprintf("%v in %v does not have imagePullSecrets. Unauthenticated image pulls are not recommended.", [metadata.name, namespace])
  details := {"path": "spec.imagePullSecrets"}
}

namespace = name {
  name := input.review.object.metadata.namespace
  is_string(name)
} else = "default" {
  true
}

has_secrets {
  input.review.object.spec.imagePullSecrets[_].name != null
}
`,
};
