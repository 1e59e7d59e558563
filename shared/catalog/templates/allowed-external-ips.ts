import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Which external IPs a Service may have. */
export const allowedExternalIps: CatalogTemplate = {
  folder: 'allowed-external-ips',
  versions: { v1: 'K8sAzureV1ExternalIPs' },
  description: 'Services may use only allowed external IPs; an empty list blocks them all.',
  parameters: { allowedExternalIPs: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  allowed := {ip | ip := input.parameters.allowedExternalIPs[_]}
  given := {ip | ip := input.review.object.spec.externalIPs[_]}
  forbidden := given - allowed
  count(forbidden) > 0
  msg := sprintf("service has forbidden external IPs: %v", [forbidden])
  details := {"path": "spec.externalIPs", "value": forbidden, "expected": allowed}
}
`,
};
