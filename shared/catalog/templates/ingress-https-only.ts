import type { CatalogTemplate } from '../catalog-template';

/** Ingresses need TLS and must not allow plain HTTP. */
export const ingressHttpsOnly: CatalogTemplate = {
  folder: 'ingress-https-only',
  versions: { v1: 'K8sAzureV1IngressHttpsOnly', v2: 'K8sAzureV2IngressHttpsOnly' },
  description: 'Ingresses must be accessible only over HTTPS.',
  parameters: {},
  rego: `violation[{"msg": msg, "details": details}] {
  incomplete[path]
  msg := sprintf("Ingress should be https. tls configuration and allow-http=false annotation are required for %v", [input.review.object.metadata.name])
  details := {"path": path}
}

incomplete[path] {
  not has_tls
  path := "spec.tls"
}

incomplete[path] {
  has_tls
  not refuses_http
  path := "metadata.annotations.kubernetes.io/ingress.allow-http"
}

has_tls {
  count(input.review.object.spec.tls) > 0
}

refuses_http {
  input.review.object.metadata.annotations["kubernetes.io/ingress.allow-http"] == "false"
}
`,
};
