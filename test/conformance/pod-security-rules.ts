import { constraintTemplateFor } from '../../shared/catalog';
import {
  type Constraint,
  compileConstraint,
  compileConstraintTemplate,
  evaluateReview,
  type JsonObject,
  reviewOf,
} from '../../shared/gatekeeper';

export type PodSecurityLevel = 'baseline' | 'restricted';

/** A built-in that stands in for a control, with the parameters that the standards ask for. */
export interface PodSecurityRule {
  /** Folder of the built-in's template. */
  readonly folder: string;
  readonly constraint: Constraint;
}

/** What the rules say about a Pod: the folders of those that refuse it, their messages, and errors of the evaluation. */
export interface PodSecurityVerdict {
  readonly refusedBy: readonly string[];
  readonly messages: readonly string[];
  readonly errors: readonly string[];
}

const capabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

const volumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const sysctls: readonly { readonly since: number; readonly names: readonly string[] }[] = [
  {
    since: 0,
    names: [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  },
  { since: 27, names: ['net.ipv4.ip_local_reserved_ports'] },
  {
    since: 29,
    names: [
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
    ],
  },
  { since: 32, names: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'] },
  { since: 37, names: ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'] },
];

/** The minor version that a version of the standards names; `latest` is above all. */
function minorOf(version: string): number {
  return version === 'latest' ? Number.POSITIVE_INFINITY : Number(version.replace(/^v1\./, ''));
}

/**
 * The built-ins that cover the controls of a level: the members of the baseline and restricted initiatives, and those of
 * the deployment safeguards for the controls that the two initiatives lack. Parameters are those that the standards ask
 * for in that version, not the looser defaults of the initiatives.
 */
export function podSecurityRules(level: PodSecurityLevel, version: string): PodSecurityRule[] {
  const minor = minorOf(version);
  const rules = [
    ...commonRules(minor),
    ...(level === 'baseline' ? baselineRules(minor) : restrictedRules(minor)),
  ];
  return rules.map(([rule, parameters]) => ({
    folder: rule.split('/')[0] ?? '',
    constraint: constraintOf(rule, parameters),
  }));
}

function commonRules(minor: number): [string, JsonObject][] {
  const types = ['container_t', 'container_init_t', 'container_kvm_t'];
  return [
    ['container-no-privilege/v2', {}],
    ['host-network-ports/v4', { allowHostNetwork: false, allowedHostPorts: [] }],
    ['block-host-namespace/v3', {}],
    ['allowed-host-paths/v4', { allowedHostPaths: [], windowsAllowedHostPaths: [] }],
    ['enforce-apparmor-profile/v3', { allowedProfiles: ['runtime/default', 'localhost/*'] }],
    ['allowed-proc-mount-types/v4', { procMount: 'Default' }],
    [
      'selinux/v3',
      { enforcePSS: true, allowedSELinuxTypes: minor >= 31 ? [...types, 'container_engine_t'] : types },
    ],
    [
      'allowed-sysctl-interfaces/v1',
      { allowedSysctls: sysctls.flatMap(({ since, names }) => (minor >= since ? names : [])) },
    ],
    ['windows-block-host-process/v1', {}],
    ...(minor < 19 ? [seccompAnnotations] : []),
  ];
}

/** Before version 1.19 the standards read annotations. */
const seccompAnnotations: [string, JsonObject] = [
  'allowed-seccomp-profiles/v1',
  { allowedProfiles: ['runtime/default', 'docker/default', 'localhost/*', 'not configured'] },
];

const addedCapabilities: [string, JsonObject] = [
  'container-allowed-capabilities/v3',
  { allowedCapabilities: capabilities },
];

function baselineRules(minor: number): [string, JsonObject][] {
  const allowedProfiles = ['RuntimeDefault', 'Localhost', 'not configured'];
  return [
    addedCapabilities,
    ...(minor >= 19 ? [['allowed-seccomp-profiles/v3', { allowedProfiles }] as [string, JsonObject]] : []),
  ];
}

function restrictedRules(minor: number): [string, JsonObject][] {
  const since: readonly { readonly minor: number; readonly rule: [string, JsonObject] }[] = [
    { minor: 0, rule: ['allowed-volume-types/v2', { volumes }] },
    { minor: 0, rule: ['allowed-users-groups/v3', { runAsUser: { rule: 'MustRunAsNonRoot', ranges: [] } }] },
    { minor: 8, rule: ['container-no-privilege-escalation/v4', { forcePrivilegeEscalationToBeFalse: true }] },
    {
      minor: 19,
      rule: ['allowed-seccomp-profiles/v3', { allowedProfiles: ['RuntimeDefault', 'Localhost'] }],
    },
    {
      minor: 22,
      rule: [
        'container-allowed-capabilities/v3',
        { allowedCapabilities: ['NET_BIND_SERVICE'], requiredDropCapabilities: ['ALL'] },
      ],
    },
  ];
  const rules = since.flatMap((each) => (minor >= each.minor ? [each.rule] : []));
  return minor < 22 ? [...rules, addedCapabilities] : rules;
}

/** What the rules say about a Pod. */
export function judgePod(pod: JsonObject, rules: readonly PodSecurityRule[]): PodSecurityVerdict {
  const review = reviewOf(pod);
  const outcomes = rules.map(({ folder, constraint }) => ({ folder, ...evaluateReview(constraint, review) }));
  const violated = outcomes.filter(({ violations }) => violations.length > 0);
  return {
    refusedBy: violated.map(({ folder }) => folder),
    messages: violated.flatMap(({ violations }) => violations.map(({ message }) => message)),
    errors: outcomes.flatMap(({ error }) => (error === undefined ? [] : [error.message])),
  };
}

function constraintOf(rule: string, parameters: JsonObject): Constraint {
  const url = `https://store.policy.core.windows.net/kubernetes/${rule}/template.yaml`;
  const manifest = constraintTemplateFor(url);
  if (manifest === undefined) throw new Error(`the catalog has no template for ${url}`);
  const template = compileConstraintTemplate(manifest);
  return compileConstraint(template, {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: template.kind,
    metadata: { name: 'pod-security' },
    spec: { parameters },
  });
}
