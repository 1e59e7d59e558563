import type { CatalogTemplate } from '../catalog-template';

/** No two Services of a namespace have the same selector. Reads Services from the inventory. */
export const uniqueServiceSelectors: CatalogTemplate = {
  folder: 'unique-service-selectors',
  versions: { v1: 'K8sAzureV1UniqueServiceSelector' },
  description: 'Services of a namespace must have unique selectors.',
  parameters: {},
  sync: [{ groups: [''], versions: ['v1'], kinds: ['Service'] }],
  rego: `violation[{"msg": msg, "details": details}] {
  service := input.review.object
  namespace := service.metadata.namespace
  count(selector(service)) > 0
  other := data.inventory.namespace[namespace].v1.Service[name]
  name != service.metadata.name
  selector(other) == selector(service)
  msg := sprintf("same selector as service <%v> in namespace <%v>", [name, namespace])
  details := {"path": "spec.selector", "value": service.spec.selector}
}

selector(service) = labels {
  labels := {key: value | value := service.spec.selector[key]; value != null}
}
`,
};
