import type { CatalogTemplate } from '../catalog-template';

/** No stars in the rules of roles. */
export const blockWildcardRoles: CatalogTemplate = {
  folder: 'block-wildcard-roles',
  versions: { v1: 'K8sAzureV1BlockWildcardRoles' },
  description: 'Roles must not use wildcards.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  role := input.review.object
  list := ["apiGroups", "resources", "verbs"][_]
  role.rules[index][list][_] == "*"
  msg := sprintf("Wildcard in %v is not allowed, %v: %v", [list, role.kind, role.metadata.name])
  details := {"path": sprintf("rules[%d].%s", [index, list]), "value": "*"}
}
`,
};
