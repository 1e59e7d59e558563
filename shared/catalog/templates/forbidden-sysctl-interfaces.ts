import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Which sysctls a Pod must not set; a trailing star matches a prefix. */
export const forbiddenSysctlInterfaces: CatalogTemplate = {
  folder: 'forbidden-sysctl-interfaces',
  versions: { v1: 'K8sAzureV1ForbiddenSysctls' },
  description: 'Pods must not set forbidden sysctls.',
  parameters: { forbiddenSysctls: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  sysctl := input.review.object.spec.securityContext.sysctls[index].name
  listed(sysctl)
  msg := sprintf("The sysctl %v is not allowed, pod: %v. Forbidden sysctls: %v", [sysctl, input.review.object.metadata.name, object.get(input.parameters, "forbiddenSysctls", [])])
  details := {"path": sprintf("spec.securityContext.sysctls[%d].name", [index]), "value": sysctl, "expected": object.get(input.parameters, "forbiddenSysctls", [])}
}

listed(sysctl) {
  input.parameters.forbiddenSysctls[_] == sysctl
}

listed(sysctl) {
  pattern := input.parameters.forbiddenSysctls[_]
  endswith(pattern, "*")
  startswith(sysctl, trim_suffix(pattern, "*"))
}
`,
};
