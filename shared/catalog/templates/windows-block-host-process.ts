import type { CatalogTemplate } from '../catalog-template';
import { excludedImages } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** No HostProcess containers. */
export const windowsBlockHostProcess: CatalogTemplate = {
  folder: 'windows-block-host-process',
  versions: { v1: 'K8sAzureV1WindowsBlockHostProcess' },
  description: 'Pods must not run HostProcess containers.',
  parameters: excludedImages,
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  container.securityContext.windowsOptions.hostProcess == true
  not pod.excluded(container)
  msg := sprintf("HostProcess container is not allowed: %v, pod: %v", [container.name, input.review.object.metadata.name])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.windowsOptions.hostProcess"),
    "value": true,
    "expected": false,
  }
}

violation[{"msg": msg, "details": details}] {
  input.review.object.spec.securityContext.windowsOptions.hostProcess == true
  pod.judged
  msg := sprintf("HostProcess containers are not allowed, pod: %v", [input.review.object.metadata.name])
  details := {"path": "spec.securityContext.windowsOptions.hostProcess", "value": true, "expected": false}
}
`,
};
