import type { CatalogTemplate } from '../catalog-template';
import { exclusions } from '../library/parameters';
import { podLibrary } from '../library/pod';

const rule = (fields: readonly string[]): string => `import data.lib.pod

violation[{"msg": msg, "details": details}] {
  field := ${JSON.stringify(fields)}[_]
  input.review.object.spec[field] == true
  pod.judged
  msg := sprintf("Sharing the host namespace is not allowed: %v", [input.review.object.metadata.name])
  details := {"path": sprintf("spec.%s", [field]), "value": true, "expected": false}
}
`;

/** No host process id, IPC or network namespace. */
export const blockHostNamespace: CatalogTemplate = {
  folder: 'block-host-namespace',
  versions: { v3: 'K8sAzureV3BlockHostNamespace' },
  description: 'Pods must not share host namespaces.',
  parameters: exclusions,
  libs: [podLibrary],
  rego: rule(['hostPID', 'hostIPC', 'hostNetwork']),
};

/** The older versions, which leave the network to host-network-ports. */
export const blockHostProcessNamespaces: CatalogTemplate = {
  folder: 'block-host-namespace',
  versions: { v1: 'K8sAzureBlockHostNamespace', v2: 'K8sAzureV2BlockHostNamespace' },
  description: 'Pods must not share the process id and IPC namespaces of the host.',
  parameters: exclusions,
  libs: [podLibrary],
  rego: rule(['hostPID', 'hostIPC']),
};
