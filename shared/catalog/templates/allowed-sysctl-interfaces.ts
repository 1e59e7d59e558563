import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Which sysctls a Pod may set; a trailing star matches a prefix. */
export const allowedSysctlInterfaces: CatalogTemplate = {
  folder: 'allowed-sysctl-interfaces',
  versions: { v1: 'K8sAzureV1AllowedSysctlInterfaces' },
  description: 'Pods may set only allowed sysctls.',
  parameters: { allowedSysctls: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  sysctl := input.review.object.spec.securityContext.sysctls[index].name
  not listed(sysctl)
  msg := sprintf("The sysctl %v is not explicitly allowed, pod: %v. Allowed sysctls: %v", [sysctl, input.review.object.metadata.name, object.get(input.parameters, "allowedSysctls", [])])
  details := {"path": sprintf("spec.securityContext.sysctls[%d].name", [index]), "value": sysctl, "expected": object.get(input.parameters, "allowedSysctls", [])}
}

listed(sysctl) {
  input.parameters.allowedSysctls[_] == sysctl
}

listed(sysctl) {
  pattern := input.parameters.allowedSysctls[_]
  endswith(pattern, "*")
  startswith(sysctl, trim_suffix(pattern, "*"))
}
`,
};
