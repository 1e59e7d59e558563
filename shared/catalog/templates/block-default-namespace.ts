import type { CatalogTemplate } from '../catalog-template';

/** Nothing in the namespace `default`, except what Kubernetes itself keeps there. */
export const blockDefaultNamespace: CatalogTemplate = {
  folder: 'block-default-namespace',
  versions: { v1: 'K8sAzureV1BlockDefault' },
  description: 'The default namespace must not be used.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  object := input.review.object
  in_default(object.metadata)
  not kept_by_kubernetes(object)
  msg := sprintf("Usage of the default namespace is not allowed, name: %v, kind: %v", [object.metadata.name, object.kind])
  details := {"path": "metadata.namespace", "value": "default"}
}

in_default(metadata) {
  metadata.namespace == "default"
}

in_default(metadata) {
  not namespaced(metadata)
}

namespaced(metadata) {
  metadata.namespace != null
}

kept_by_kubernetes(object) {
  object.kind == "Service"
  object.metadata.name == "kubernetes"
}

kept_by_kubernetes(object) {
  object.kind == "ServiceAccount"
  object.metadata.name == "default"
}

kept_by_kubernetes(object) {
  object.kind == "Secret"
  object.type == "kubernetes.io/service-account-token"
  object.metadata.annotations["kubernetes.io/service-account.name"] == "default"
}

kept_by_kubernetes(object) {
  object.kind == "ConfigMap"
  object.metadata.name == "kube-root-ca.crt"
}
`,
};
