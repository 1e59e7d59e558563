import type { JsonObject } from './json';
import { catalogTemplates } from './templates';

const pods: JsonObject = { apiGroups: [''], kinds: ['Pod'] };
const services: JsonObject = { apiGroups: [''], kinds: ['Service'] };
const ingresses: JsonObject = { apiGroups: ['extensions', 'networking.k8s.io'], kinds: ['Ingress'] };

/** What the rules that had a constraint file are for. */
const kindsOf: Readonly<Record<string, JsonObject>> = {
  'allowed-external-ips': services,
  'allowed-host-paths': pods,
  'allowed-proc-mount-types': pods,
  'allowed-seccomp-profiles': pods,
  'allowed-users-groups': pods,
  'allowed-volume-types': pods,
  'block-automount-token': pods,
  'block-default-namespace': {
    apiGroups: [''],
    kinds: ['ConfigMap', 'Pod', 'Secret', 'Service', 'ServiceAccount'],
  },
  'block-host-namespace': pods,
  'container-allowed-capabilities': pods,
  'container-allowed-images': pods,
  'container-allowed-ports': pods,
  'container-disallowed-capabilities': pods,
  'container-no-privilege': pods,
  'container-no-privilege-escalation': pods,
  'container-resource-limits': pods,
  'enforce-apparmor-profile': pods,
  'flexvolume-drivers': pods,
  'forbidden-sysctl-interfaces': pods,
  'host-network-ports': pods,
  'ingress-hostnames-conflict': ingresses,
  'ingress-https-only': ingresses,
  'load-balancer-no-public-ips': services,
  'pod-enforce-labels': pods,
  'read-only-root-filesystem': pods,
  selinux: pods,
  'service-allowed-ports': services,
};

const places = [
  'https://store.policy.core.windows.net/kubernetes/',
  'https://raw.githubusercontent.com/azure/azure-policy/master/built-in-references/kubernetes/',
];

const constraints: ReadonlyMap<string, JsonObject> = new Map(
  catalogTemplates.flatMap(({ folder, versions }) =>
    Object.entries(versions).flatMap(([version, kind]) => {
      const kinds = kindsOf[folder];
      if (kinds === undefined) return [];
      const constraint = legacyConstraint(kind, folder, kinds);
      const before = version === 'v1' ? [`${places[1]}${folder}/constraint.yaml`] : [];
      return [`${places[0]}${folder}/${version}/constraint.yaml`, ...before].map(
        (url) => [url, constraint] as const,
      );
    }),
  ),
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
 * definition is for, and its name is the base of the constraints made from it. Two built-ins still do this; custom
 * definitions of that time name the other rules so, in the store or where it was before.
 *
 * @returns the constraint, or undefined for an address that the catalog does not know
 */
export function legacyConstraintFor(url: string): JsonObject | undefined {
  return constraints.get(url.toLowerCase());
}
