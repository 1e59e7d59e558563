import type { CatalogTemplate } from '../catalog-template';
import { excludedImages } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** No automatic mount of API credentials: neither asked for nor, where it is left open, mounted. */
export const blockAutomountToken: CatalogTemplate = {
  folder: 'block-automount-token',
  versions: { v1: 'K8sAzureBlockAutomountToken', v2: 'K8sAzureV2BlockAutomountToken' },
  description: 'Pods must not mount API credentials automatically.',
  parameters: excludedImages,
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  mounts_token
  pod.judged
  msg := sprintf("Automounting service account token is disallowed, pod: %v", [input.review.object.metadata.name])
  details := {"path": "spec.automountServiceAccountToken", "expected": false}
}

mounts_token {
  input.review.object.spec.automountServiceAccountToken == true
}

# Left open, the API server adds the mount to the containers unless the service account refuses it.
mounts_token {
  not has_choice
  container := input.review.object.spec[pod.fields[_]][_]
  container.volumeMounts[_].mountPath == "/var/run/secrets/kubernetes.io/serviceaccount"
}

has_choice {
  is_boolean(input.review.object.spec.automountServiceAccountToken)
}
`,
};
