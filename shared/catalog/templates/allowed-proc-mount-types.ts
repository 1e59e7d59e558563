import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

/** The proc mount: masked, unless Unmasked is allowed. */
export const allowedProcMountTypes: CatalogTemplate = {
  folder: 'allowed-proc-mount-types',
  versions: {
    v1: 'K8sAzureProcMount',
    v2: 'K8sAzureV2ProcMount',
    v3: 'K8sAzureV3ProcMount',
    v4: 'K8sAzureV4ProcMount',
  },
  description: 'Containers may use only the allowed proc mount type.',
  parameters: { procMount: { type: 'string' }, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  mount := container.securityContext.procMount
  is_string(mount)
  not allowed(mount)
  not pod.excluded(container)
  msg := sprintf("ProcMount type is not allowed, container: %v. Allowed procMount types: %v", [container.name, object.get(input.parameters, "procMount", "Default")])
  details := {
    "container": container.name,
    "path": pod.at(field, index, "securityContext.procMount"),
    "value": mount,
    "expected": object.get(input.parameters, "procMount", "Default"),
  }
}

allowed(mount) {
  lower(mount) == "default"
}

allowed(_) {
  lower(input.parameters.procMount) == "unmasked"
}
`,
};
