import type { CatalogTemplate } from '../catalog-template';

/** Load balancers must be internal ones. */
export const loadBalancerNoPublicIps: CatalogTemplate = {
  folder: 'load-balancer-no-public-ips',
  versions: { v1: 'K8sAzureV1LoadBalancerNoPublicIPs' },
  description: 'Services of type LoadBalancer must be internal.',
  parameters: {},
  rego: `annotation := "service.beta.kubernetes.io/azure-load-balancer-internal"

violation[{"msg": msg, "details": details}] {
  service := input.review.object
  service.spec.type == "LoadBalancer"
  not internal(service)
  msg := sprintf("Load Balancers should not have public IPs. azure-load-balancer-internal annotation is required for %v", [service.metadata.name])
  details := {"path": sprintf("metadata.annotations.%s", [annotation]), "expected": "true"}
}

internal(service) {
  service.metadata.annotations[annotation] == "true"
}
`,
};
