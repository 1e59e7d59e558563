import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** Containers run with a read-only root file system. */
export const readOnlyRootFilesystem: CatalogTemplate = {
  folder: 'read-only-root-filesystem',
  versions: {
    v1: 'K8sAzureReadOnlyRootFilesystem',
    v2: 'K8sAzureV2ReadOnlyRootFilesystem',
    v3: 'K8sAzureV3ReadOnlyRootFilesystem',
  },
  description: 'Containers must have a read-only root file system.',
  parameters: exclusions,
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  not pod.windows
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  not container.securityContext.readOnlyRootFilesystem == true
  not pod.excluded(container)
  msg := sprintf("only read-only root filesystem container is allowed: %v", [container.name])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.readOnlyRootFilesystem"),
    "expected": true,
  }
}
`,
};
