import type { JsonObject, JsonValue } from './json';

const storeUrl = 'https://store.policy.core.windows.net/kubernetes/';

const podTarget: JsonObject = { groups: [''], versions: ['v1'], kinds: ['Pod'] };
const budgetTarget: JsonObject = { groups: ['policy'], versions: ['v1'], kinds: ['PodDisruptionBudget'] };
const nodeTarget: JsonObject = { groups: [''], versions: ['v1'], kinds: ['Node'] };

interface AssignOptions {
  /** Beginning of the location that must not exist yet. */
  readonly unless?: string;
}

function assign(
  target: JsonObject,
  location: string,
  value: JsonValue,
  { unless }: AssignOptions = {},
): JsonObject {
  const pathTests =
    unless === undefined ? {} : { pathTests: [{ subPath: unless, condition: 'MustNotExist' }] };
  return {
    kind: 'Assign',
    spec: { applyTo: [target], location, parameters: { ...pathTests, assign: { value } } },
  };
}

function ifAbsent(target: JsonObject, location: string, value: JsonValue): JsonObject {
  return assign(target, location, value, { unless: location });
}

function modifySet(
  target: JsonObject,
  location: string,
  operation: string,
  fromList: JsonValue[],
): JsonObject {
  return {
    kind: 'ModifySet',
    spec: { applyTo: [target], location, parameters: { operation, values: { fromList } } },
  };
}

const containers = 'spec.containers[name:*]';
const initContainers = 'spec.initContainers[name:*]';

/**
 * Folder of the store → what its mutation does. The manifests themselves are not public: these follow the titles and
 * descriptions of the definitions.
 */
const mutations: Readonly<Record<string, JsonObject>> = {
  'mutate-container-allowed-capabilities-containers': modifySet(
    podTarget,
    `${containers}.securityContext.capabilities.drop`,
    'merge',
    ['ALL'],
  ),
  'mutate-container-allowed-capabilities-initcontainers': modifySet(
    podTarget,
    `${initContainers}.securityContext.capabilities.drop`,
    'merge',
    ['ALL'],
  ),
  'mutate-max-unavailable-pods': assign(budgetTarget, 'spec.maxUnavailable', 1),
  'mutate-mount-service-account-token': assign(podTarget, 'spec.automountServiceAccountToken', false),
  'mutate-privilege-escalation-containers': assign(
    podTarget,
    `${containers}.securityContext.allowPrivilegeEscalation`,
    false,
  ),
  'mutate-privilege-escalation-init-containers': assign(
    podTarget,
    `${initContainers}.securityContext.allowPrivilegeEscalation`,
    false,
  ),
  'mutate-read-only-root-filesystem': ifAbsent(
    podTarget,
    `${containers}.securityContext.readOnlyRootFilesystem`,
    true,
  ),
  'mutate-read-only-root-filesystem-init-containers': ifAbsent(
    podTarget,
    `${initContainers}.securityContext.readOnlyRootFilesystem`,
    true,
  ),
  'mutate-systempool-taints': userNodes(
    modifySet(nodeTarget, 'spec.taints', 'prune', [
      { key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' },
      { key: 'CriticalAddonsOnly', value: 'true', effect: 'NoExecute' },
      { key: 'CriticalAddonsOnly', value: 'true', effect: 'PreferNoSchedule' },
    ]),
  ),
  'mutate-resource-cpu-limits': ifAbsent(podTarget, `${containers}.resources.limits.cpu`, '500m'),
  'mutate-resource-memory-limits': ifAbsent(podTarget, `${containers}.resources.limits.memory`, '500Mi'),
  'mutate-run-as-non-root': assign(podTarget, `${containers}.securityContext.runAsNonRoot`, true),
  'mutate-run-as-non-root-initContainers': assign(
    podTarget,
    `${initContainers}.securityContext.runAsNonRoot`,
    true,
  ),
  'mutate-run-as-user-containers': assign(podTarget, `${containers}.securityContext.runAsUser`, 1000),
  'mutate-run-as-user-initContainers': assign(podTarget, `${initContainers}.securityContext.runAsUser`, 1000),
  'mutate-run-as-user-pod': assign(podTarget, 'spec.securityContext.runAsUser', 1000),
  'mutate-seccomp-profile-containers': ifAbsent(
    podTarget,
    `${containers}.securityContext.seccompProfile.type`,
    'RuntimeDefault',
  ),
  'mutate-seccomp-profile-initcontainers': ifAbsent(
    podTarget,
    `${initContainers}.securityContext.seccompProfile.type`,
    'RuntimeDefault',
  ),
  'mutate-pdb-add-unhealthy-pod-eviction-policy': assign(
    budgetTarget,
    'spec.unhealthyPodEvictionPolicy',
    'AlwaysAllow',
  ),
};

/** AKS labels each node with the mode of its pool. */
function userNodes(mutation: JsonObject): JsonObject {
  const labelSelector = { matchLabels: { 'kubernetes.azure.com/mode': 'user' } };
  return { ...mutation, spec: { ...(mutation['spec'] as JsonObject), match: { labelSelector } } };
}

const byUrl: ReadonlyMap<string, JsonObject> = new Map(
  Object.entries(mutations).map(([folder, { kind = '', spec = {} }]) => [
    `${storeUrl}${folder}/v1/mutation.yaml`.toLowerCase(),
    { apiVersion: 'mutations.gatekeeper.sh/v1', kind, metadata: { name: folder.toLowerCase() }, spec },
  ]),
);

/**
 * The mutator that stands for a built-in definition's mutation address. Do not change it.
 *
 * @param url `mutationInfo.url` of a definition
 * @returns the parsed mutator, or undefined for an address that the catalog does not know
 */
export function mutationFor(url: string): JsonObject | undefined {
  return byUrl.get(url.toLowerCase());
}

/** Every mutation address that the catalog answers for, in lower case. */
export function knownMutationUrls(): string[] {
  return [...byUrl.keys()];
}
