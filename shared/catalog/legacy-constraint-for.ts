import type { JsonObject } from './json';

const constraints: ReadonlyMap<string, JsonObject> = new Map(
  Object.entries({
    'https://store.policy.core.windows.net/kubernetes/container-allowed-ports/v1/constraint.yaml':
      legacyConstraint('K8sAzureContainerAllowedPorts', 'container-allowed-ports', {
        apiGroups: [''],
        kinds: ['Pod'],
      }),
    'https://raw.githubusercontent.com/azure/azure-policy/master/built-in-references/kubernetes/ingress-hostnames-conflict/constraint.yaml':
      legacyConstraint('K8sAzureIngressHostnamesConflict', 'ingress-hostnames-conflict', {
        apiGroups: ['extensions', 'networking.k8s.io'],
        kinds: ['Ingress'],
      }),
  }),
);

function legacyConstraint(kind: string, name: string, kinds: JsonObject): JsonObject {
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind,
    metadata: { name },
    spec: { match: { kinds: [kinds] } },
  };
}

/**
 * The constraint that an old definition names by address (`then.details.constraint`): it says which kinds the
 * definition is for, and its name is the base of the constraints made from it.
 *
 * @returns the constraint, or undefined for an address that the catalog does not know
 */
export function legacyConstraintFor(url: string): JsonObject | undefined {
  return constraints.get(url.toLowerCase());
}
