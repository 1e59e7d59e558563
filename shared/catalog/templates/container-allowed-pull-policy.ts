import type { CatalogTemplate } from '../catalog-template';
import { excludedImages, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which image pull policies containers may have; where none is set, the API server sets one, so it is not judged. */
export const containerAllowedPullPolicy: CatalogTemplate = {
  folder: 'container-allowed-pull-policy',
  versions: { v1: 'K8sAzureContainerAllowedPullPolicy', v2: 'K8sAzureV2ContainerAllowedPullPolicy' },
  description: 'Containers may use only allowed image pull policies.',
  parameters: { allowedPullPolicy: texts, ...excludedImages },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  policy := container.imagePullPolicy
  is_string(policy)
  not allowed(policy)
  not pod.excluded(container)
  msg := sprintf("Image pull policy %v of container %v is not allowed. Allowed pull policies: %v", [policy, container.name, object.get(input.parameters, "allowedPullPolicy", [])])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "imagePullPolicy"),
    "value": policy,
    "expected": object.get(input.parameters, "allowedPullPolicy", []),
  }
}

allowed(policy) {
  input.parameters.allowedPullPolicy[_] == policy
}
`,
};
