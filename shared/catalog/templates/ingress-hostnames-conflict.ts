import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** No host name in Ingresses of two namespaces (deprecated). Reads Ingresses from the inventory. */
export const ingressHostnamesConflict: CatalogTemplate = {
  folder: 'ingress-hostnames-conflict',
  versions: { v1: 'K8sAzureIngressHostnamesConflict' },
  description: 'Ingress host names must be unique across namespaces.',
  parameters: { excludedNamespaces: texts },
  sync: [
    { groups: ['networking.k8s.io'], versions: ['v1'], kinds: ['Ingress'] },
    { groups: ['extensions'], versions: ['v1beta1'], kinds: ['Ingress'] },
  ],
  rego: `violation[{"msg": msg, "details": details}] {
  ingress := input.review.object
  host := ingress.spec.rules[index].host
  host != ""
  other := data.inventory.namespace[namespace][_].Ingress[name]
  is_string(ingress.metadata.namespace)
  namespace != ingress.metadata.namespace
  not excluded(namespace)
  other.spec.rules[_].host == host
  msg := sprintf("Ingress host conflicts with an existing ingress <%v> of ingress <%v> in namespace <%v>", [host, name, namespace])
  details := {"path": sprintf("spec.rules[%d].host", [index]), "value": host}
}

excluded(namespace) {
  input.parameters.excludedNamespaces[_] == namespace
}
`,
};
