import type { CatalogTemplate } from '../catalog-template';

/** The kind that the assignment names must not exist in its namespaces; the match says which. */
export const blockResource: CatalogTemplate = {
  folder: 'block-resource',
  versions: { v1: 'K8sAzureV1BlockResource' },
  description: 'The given kind of resource must not be created.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  resource := input.review.object
  msg := sprintf("Resource kind %v is not allowed: %v", [resource.kind, resource.metadata.name])
  details := {"path": "kind", "value": resource.kind}
}
`,
};
