import type { CatalogTemplate } from '../catalog-template';

/** The role system:aggregate-to-edit must not edit endpoints (CVE-2021-25740). */
export const blockEndpointEditDefaultRole: CatalogTemplate = {
  folder: 'block-endpoint-edit-default-role',
  versions: { v1: 'K8sAzureV1BlockEndpointEditDefaultRole' },
  description: 'ClusterRole system:aggregate-to-edit must not allow editing endpoints.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  role := input.review.object
  role.metadata.name == "system:aggregate-to-edit"
  rule := role.rules[index]
  edits_endpoints(rule)
  msg := "ClusterRole system:aggregate-to-edit should not allow endpoint edit permissions."
  details := {"path": sprintf("rules[%d]", [index]), "value": rule}
}

edits_endpoints(rule) {
  {"endpoints", "endpointslices", "*"}[rule.resources[_]]
  {"create", "patch", "update", "*"}[rule.verbs[_]]
}
`,
};
