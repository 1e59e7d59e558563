import type { CatalogTemplate } from '../catalog-template';
import { exclusions, texts } from '../library/parameters';
import { podLibrary } from '../library/pod';

const hostNetwork = `
violation[{"msg": msg, "details": details}] {
  input.review.object.spec.hostNetwork == true
  not input.parameters.allowHostNetwork
  field := pod.fields[_]
  container := input.review.object.spec[field][_]
  not pod.excluded(container)
  msg := message(container)
  details := {"container": container.name, "path": "spec.hostNetwork", "value": true, "expected": false}
}

message(container) = msg {
  msg := sprintf("The specified hostNetwork and hostPort are not allowed, pod: %v, container: %v. Allowed values: %v", [input.review.object.metadata.name, container.name, input.parameters])
}
`;

/** Host network and a list of allowed host ports, single ones or ranges. */
export const hostNetworkPorts: CatalogTemplate = {
  folder: 'host-network-ports',
  versions: { v4: 'K8sAzureV4HostNetworkingPorts' },
  description: 'Pods may use the host network and host ports only as allowed.',
  parameters: { allowHostNetwork: { type: 'boolean' }, allowedHostPorts: texts, ...exclusions },
  libs: [podLibrary],
  rego: `import data.lib.pod
${hostNetwork}
violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  port := container.ports[i].hostPort
  is_number(port)
  port != 0
  not allowed_port(port)
  not pod.excluded(container)
  msg := message(container)
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("ports[%d].hostPort", [i])),
    "value": port,
    "expected": object.get(input.parameters, "allowedHostPorts", []),
  }
}

allowed_port(port) {
  input.parameters.allowedHostPorts[_] == sprintf("%d", [port])
}

allowed_port(port) {
  [low, high] := split(input.parameters.allowedHostPorts[_], "-")
  port >= to_number(trim_space(low))
  port <= to_number(trim_space(high))
}
`,
};

/** Host network and one range of allowed host ports; what the initiatives that pin version 6 bind. */
export const hostNetworkPortRange: CatalogTemplate = {
  folder: 'host-network-ports',
  versions: {
    v1: 'K8sAzureHostNetworkingPorts',
    v2: 'K8sAzureV2HostNetworkingPorts',
    v3: 'K8sAzureV3HostNetworkingPorts',
  },
  description: 'Pods may use the host network and host ports only as allowed.',
  parameters: {
    allowHostNetwork: { type: 'boolean' },
    minPort: { type: 'integer' },
    maxPort: { type: 'integer' },
    ...exclusions,
  },
  libs: [podLibrary],
  rego: `import data.lib.pod
${hostNetwork}
violation[{"msg": msg, "details": details}] {
  field := pod.fields[_]
  container := input.review.object.spec[field][index]
  port := container.ports[i].hostPort
  is_number(port)
  outside(port)
  not pod.excluded(container)
  msg := message(container)
  details := {
    "container": container.name,
    "path": pod.at(field, index, sprintf("ports[%d].hostPort", [i])),
    "value": port,
    "expected": {"min": object.get(input.parameters, "minPort", 0), "max": object.get(input.parameters, "maxPort", 0)},
  }
}

outside(port) {
  port < input.parameters.minPort
}

outside(port) {
  port > input.parameters.maxPort
}
`,
};
