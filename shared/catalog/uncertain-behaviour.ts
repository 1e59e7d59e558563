/** A built-in whose behaviour cannot be known, or is known in part only, and what the catalog makes of it. */
export interface UncertainBehaviour {
  /** Folder and version below `https://store.policy.core.windows.net/kubernetes/`. */
  readonly path: string;
  /** `absent`: the catalog has no rule. `assumed`: it has one, of which the reason names the open part. */
  readonly rule: 'absent' | 'assumed';
  readonly reason: string;
}

const linuxOnly =
  'meant for Linux containers; a mutator cannot read spec.os, so those of Windows Pods are changed as well';

const closed =
  'the mutation file is not public; what it does is taken from the definition’s title and description';

/**
 * What the public definitions leave open. A definition whose rule is absent gets an Error state that says so; the
 * assumed ones are judged as written here.
 */
export const uncertainBehaviour: readonly UncertainBehaviour[] = [
  {
    path: 'container-no-vulnerable-images/v1',
    rule: 'absent',
    reason: 'judges by the vulnerability findings of Defender for Containers, which are not in the object',
  },
  {
    path: 'image-integrity-notation-verification/v1',
    rule: 'absent',
    reason: 'asks an external data provider (Ratify) to verify image signatures',
  },
  {
    path: 'ingress-https-only/v2',
    rule: 'assumed',
    reason:
      'what changed from v1 is not documented; both versions want TLS and the annotation allow-http=false',
  },
  {
    path: 'container-no-privilege-escalation/v4',
    rule: 'assumed',
    reason: 'how runAsUser relaxes the rule is not documented; a known user other than root is taken',
  },
  {
    path: 'allowed-users-groups/v3',
    rule: 'assumed',
    reason:
      'whether runAsNonRoot: false of the Pod counts where containers say true is open; it does here, as in the Pod Security Standards',
  },
  {
    path: 'host-network-ports/v4',
    rule: 'assumed',
    reason: 'a hostPort of 0 means none to Kubernetes and is taken',
  },
  {
    path: 'allowed-host-paths/v4',
    rule: 'assumed',
    reason:
      'a volume counts as excluded by image only when no other container mounts it; the prefix / takes in every path, and a Windows path without a drive is one on C:',
  },
  {
    path: 'allowed-seccomp-profiles/v3',
    rule: 'assumed',
    reason:
      'that “not configured” in the list takes Pods without a profile is known of the public Gatekeeper library only; annotations are not read, since Kubernetes has ignored them from 1.27 on',
  },
  {
    path: 'enforce-apparmor-profile/v3',
    rule: 'assumed',
    reason:
      'where no profile is chosen, runtime/default is judged, as in the public Gatekeeper library; version 1 refused such containers',
  },
  {
    path: 'container-allowed-pull-policy/v2',
    rule: 'assumed',
    reason: 'a container without a policy is taken: the API server gives one to every stored Pod',
  },
  {
    path: 'windows-container-resources/v1',
    rule: 'assumed',
    reason: 'a request without a limit beside it is taken, as “unspecified” may be read',
  },
  {
    path: 'block-automount-token/v2',
    rule: 'assumed',
    reason:
      'a Pod that leaves the choice open counts when the token is mounted in it; whether its service account refuses it is not looked up',
  },
  {
    path: 'block-admin-rolebindings/v1',
    rule: 'assumed',
    reason: 'no binding is left out, those of Kubernetes and AKS themselves neither',
  },
  {
    path: 'unique-service-selectors/v1',
    rule: 'assumed',
    reason:
      'newer texts speak of overlapping ports; equal selectors in one namespace are refused whatever the ports',
  },
  {
    path: 'disallowed-bad-pod-disruption-budgets/v2',
    rule: 'assumed',
    reason:
      'budgets are compared with Deployments and StatefulSets that their matchLabels select; percentages other than 0% and 100% are taken',
  },
  {
    path: 'restricted-labels/v1',
    rule: 'assumed',
    reason: 'who set a label is known at admission only, so an audit finds nothing',
  },
  {
    path: 'restricted-node-edits/v1',
    rule: 'assumed',
    reason: 'who edited a node is known at admission only, so an audit finds nothing',
  },
  {
    path: 'restricted-taints/v1',
    rule: 'assumed',
    reason: 'a user pool is a node whose label kubernetes.azure.com/mode is not system',
  },
  {
    path: 'block-wildcard-roles/v1',
    rule: 'assumed',
    reason: 'no role is left out, those of Kubernetes itself neither',
  },
  {
    path: 'mutate-resource-cpu-limits/v1',
    rule: 'assumed',
    reason: `${closed}; the default limit 500m is a guess`,
  },
  {
    path: 'mutate-resource-memory-limits/v1',
    rule: 'assumed',
    reason: `${closed}; the default limit 500Mi is a guess`,
  },
  {
    path: 'mutate-max-unavailable-pods/v1',
    rule: 'assumed',
    reason: `${closed}; a budget with minAvailable gets maxUnavailable as well, which the API server then refuses`,
  },
  { path: 'mutate-container-allowed-capabilities-containers/v1', rule: 'assumed', reason: linuxOnly },
  { path: 'mutate-container-allowed-capabilities-initcontainers/v1', rule: 'assumed', reason: linuxOnly },
  { path: 'mutate-read-only-root-filesystem-init-containers/v1', rule: 'assumed', reason: linuxOnly },
  { path: 'mutate-mount-service-account-token/v1', rule: 'assumed', reason: closed },
  {
    path: 'mutate-systempool-taints/v1',
    rule: 'assumed',
    reason: `${closed}; which values of the taint are removed is a guess`,
  },
  { path: 'mutate-run-as-user-pod/v1', rule: 'assumed', reason: closed },
];
