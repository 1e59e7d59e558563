import type { CatalogTemplate } from '../catalog-template';
import { texts } from '../library/parameters';

/** Which ports Services may listen on. */
export const serviceAllowedPorts: CatalogTemplate = {
  folder: 'service-allowed-ports',
  versions: { v1: 'K8sAzureV1ServiceAllowedPorts' },
  description: 'Services may listen only on allowed ports.',
  parameters: { allowedServicePorts: texts, allowedPorts: texts },
  rego: `violation[{"msg": msg, "details": details}] {
  service := input.review.object
  port := service.spec.ports[index].port
  is_number(port)
  not allowed(port)
  msg := sprintf("Port %v for service %v has not been allowed.", [port, service.metadata.name])
  details := {"path": sprintf("spec.ports[%d].port", [index]), "value": port, "expected": object.get(input.parameters, "allowedServicePorts", [])}
}

allowed(port) {
  input.parameters.allowedServicePorts[_] == sprintf("%v", [port])
}

allowed(port) {
  input.parameters.allowedPorts[_] == sprintf("%v", [port])
}
`,
};
