import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constraintTemplateFor } from '../../../shared/catalog';
import {
  type Constraint,
  compileConstraint,
  compileConstraintTemplate,
  evaluateReview,
  type JsonObject,
  reviewOf,
} from '../../../shared/gatekeeper';
import type { CaseResult, ConformanceSuite } from '../conformance-suite';

interface PodCase {
  readonly level: 'baseline' | 'restricted';
  readonly version: string;
  readonly expected: 'pass' | 'fail';
  readonly file: string;
  readonly check: string;
  readonly pod: JsonObject;
}

/**
 * The fixtures of the Pod Security Standards, judged by the built-ins that cover their controls: the members of the
 * baseline and restricted initiatives, and those of the deployment safeguards for the controls that the two initiatives
 * lack. Parameters are those that the standards ask for, not the looser defaults of the initiatives.
 */
export const suite: ConformanceSuite = { name: 'pod-security-standards', run };

function* run(dir: string): Iterable<CaseResult> {
  if (!existsSync(dir)) return;
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()) {
    const rules = new Map<string, Rule[]>();
    for (const line of readFileSync(join(dir, file), 'utf8').split('\n')) {
      if (line.trim() === '') continue;
      const each = JSON.parse(line) as PodCase;
      const key = `${each.level} ${each.version}`;
      const inForce = rules.get(key) ?? rulesFor(each.level, each.version);
      rules.set(key, inForce);
      yield judge(each, inForce);
    }
  }
}

/** Folders of the rules that stand in for a control; a Pod that violates it must be refused by one of them. */
const rulesOf: Readonly<Record<string, readonly string[]>> = {
  allowprivilegeescalation: ['container-no-privilege-escalation'],
  apparmorprofile: ['enforce-apparmor-profile'],
  capabilities_baseline: ['container-allowed-capabilities'],
  capabilities_restricted: ['container-allowed-capabilities'],
  hostnamespaces: ['block-host-namespace'],
  hostpathvolumes: ['allowed-host-paths'],
  hostports: ['host-network-ports'],
  privileged: ['container-no-privilege'],
  procmount: ['allowed-proc-mount-types'],
  restrictedvolumes: ['allowed-volume-types'],
  runasnonroot: ['allowed-users-groups'],
  runasuser: ['allowed-users-groups'],
  seccompprofile_baseline: ['allowed-seccomp-profiles'],
  seccompprofile_restricted: ['allowed-seccomp-profiles'],
  selinuxoptions: ['selinux'],
  sysctls: ['allowed-sysctl-interfaces'],
  windowshostprocess: ['windows-block-host-process'],
};

function judge(each: PodCase, rules: readonly Rule[]): CaseResult {
  const review = reviewOf(each.pod);
  const outcomes = rules.map(({ folder, constraint }) => ({ folder, ...evaluateReview(constraint, review) }));
  const errors = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error.message]));
  const violated = outcomes.filter(({ violations }) => violations.length > 0);
  const refused = violated.some(({ folder }) => rulesOf[each.check]?.includes(folder) ?? true);
  const right = each.expected === 'pass' ? violated.length === 0 : refused;
  if (errors.length === 0 && right) return { id: each.file, area: each.level, outcome: 'passed' };
  const messages = violated.flatMap(({ violations }) => violations.map(({ message }) => message));
  const reason = `wanted ${each.expected} (${each.check}), got ${JSON.stringify([...errors, ...messages])}`;
  return { id: each.file, area: each.level, outcome: 'failed', reason };
}

interface Rule {
  readonly folder: string;
  readonly constraint: Constraint;
}

const baselineCapabilities = [
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

const restrictedVolumes = [
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

const sysctls: readonly { readonly since: number; readonly names: string[] }[] = [
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

function rulesFor(level: PodCase['level'], version: string): Rule[] {
  const minor = Number(version.replace(/^v1\./, ''));
  const types = [
    'container_t',
    'container_init_t',
    'container_kvm_t',
    ...(minor >= 31 ? ['container_engine_t'] : []),
  ];
  const both: [string, JsonObject][] = [
    ['container-no-privilege/v2', {}],
    ['host-network-ports/v4', { allowHostNetwork: false, allowedHostPorts: [] }],
    ['block-host-namespace/v3', {}],
    ['allowed-host-paths/v4', { allowedHostPaths: [], windowsAllowedHostPaths: [] }],
    ['enforce-apparmor-profile/v3', { allowedProfiles: ['runtime/default', 'localhost/*'] }],
    ['allowed-proc-mount-types/v4', { procMount: 'Default' }],
    ['selinux/v3', { enforcePSS: true, allowedSELinuxTypes: types }],
    [
      'allowed-sysctl-interfaces/v1',
      { allowedSysctls: sysctls.flatMap((entry) => (minor >= entry.since ? entry.names : [])) },
    ],
    ['windows-block-host-process/v1', {}],
  ];
  const baseline: [string, JsonObject][] = [
    ['container-allowed-capabilities/v3', { allowedCapabilities: baselineCapabilities }],
  ];
  const restricted: [string, JsonObject][] = [
    [
      'container-allowed-capabilities/v3',
      { allowedCapabilities: ['NET_BIND_SERVICE'], requiredDropCapabilities: ['ALL'] },
    ],
    ['container-no-privilege-escalation/v4', { forcePrivilegeEscalationToBeFalse: true }],
    ['allowed-volume-types/v2', { volumes: restrictedVolumes }],
    ['allowed-users-groups/v3', { runAsUser: { rule: 'MustRunAsNonRoot', ranges: [] } }],
    ['allowed-seccomp-profiles/v3', { allowedProfiles: ['RuntimeDefault', 'Localhost'] }],
  ];
  return [...both, ...(level === 'baseline' ? baseline : restricted)].map(([rule, parameters]) => ({
    folder: rule.split('/')[0] ?? '',
    constraint: constraintOf(rule, parameters),
  }));
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
