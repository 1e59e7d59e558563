import type { CatalogTemplate } from '../catalog-template';
import { excludedImages, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Which kinds of volumes a Pod may have. */
export const allowedVolumeTypes: CatalogTemplate = {
  folder: 'allowed-volume-types',
  versions: { v1: 'K8sAzureVolumeTypes', v2: 'K8sAzureV2VolumeTypes' },
  description: 'Pods may use only allowed volume types; an empty list blocks them all.',
  parameters: { volumes: texts, ...excludedImages },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  volume := input.review.object.spec.volumes[index]
  volume[type] != null
  type != "name"
  not allowed(type)
  pod.judged
  msg := sprintf("The volume type %v is not allowed, pod: %v. Allowed volume types: %v", [type, input.review.object.metadata.name, object.get(input.parameters, "volumes", [])])
  details := {"path": sprintf("spec.volumes[%d].%s", [index, type]), "value": type, "expected": object.get(input.parameters, "volumes", [])}
}

allowed(_) {
  input.parameters.volumes[_] == "*"
}

allowed(type) {
  input.parameters.volumes[_] == type
}
`,
};
