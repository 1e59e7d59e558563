import type { CatalogTemplate } from '../catalog-template';

/** Every rule of an Ingress names its host. */
export const requireIngressHost: CatalogTemplate = {
  folder: 'require-ingress-host',
  versions: { v1: 'K8sAzureRequireIngressHost', v2: 'K8sAzureV2RequireIngressHost' },
  description: 'Ingress rules must specify a host.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  ingress := input.review.object
  rule := ingress.spec.rules[index]
  not has_host(rule)
  msg := sprintf("Ingress %v has a rule without host, at index %d", [ingress.metadata.name, index])
  details := {"path": sprintf("spec.rules[%d].host", [index])}
}

has_host(rule) {
  is_string(rule.host)
  rule.host != ""
}
`,
};
