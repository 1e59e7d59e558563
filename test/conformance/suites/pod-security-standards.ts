import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../shared/gatekeeper';
import type { CaseResult, ConformanceSuite } from '../conformance-suite';
import {
  judgePod,
  type PodSecurityLevel,
  type PodSecurityRule,
  type PodSecurityVerdict,
  podSecurityRules,
} from '../pod-security-rules';

interface PodCase {
  readonly level: PodSecurityLevel;
  readonly version: string;
  readonly expected: 'pass' | 'fail';
  readonly file: string;
  readonly check: string;
  readonly pod: JsonObject;
}

/** The fixtures of the Pod Security Standards, judged by the built-ins that cover their controls. */
export const suite: ConformanceSuite = { name: 'pod-security-standards', run };

function* run(dir: string): Iterable<CaseResult> {
  if (!existsSync(dir)) return;
  const files = readdirSync(dir).filter((name) => name.endsWith('.jsonl'));
  for (const file of files.sort()) {
    const rules = new Map<string, PodSecurityRule[]>();
    for (const line of readFileSync(join(dir, file), 'utf8').split('\n')) {
      if (line.trim() === '') continue;
      const each = JSON.parse(line) as PodCase;
      const key = `${each.level} ${each.version}`;
      const inForce = rules.get(key) ?? podSecurityRules(each.level, each.version);
      rules.set(key, inForce);
      yield judge(each, judgePod(each.pod, inForce));
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
  procmount_baseline: ['allowed-proc-mount-types'],
  procmount_restricted: ['allowed-proc-mount-types'],
  restrictedvolumes: ['allowed-volume-types'],
  runasnonroot: ['allowed-users-groups'],
  runasuser: ['allowed-users-groups'],
  seccompprofile_baseline: ['allowed-seccomp-profiles'],
  seccompprofile_restricted: ['allowed-seccomp-profiles'],
  selinuxoptions: ['selinux'],
  sysctls: ['allowed-sysctl-interfaces'],
  windowshostprocess: ['windows-block-host-process'],
};

/** Controls that Azure has no built-in for. */
const uncovered: Readonly<Record<string, string>> = {
  hostprobesandhostlifecycle: 'no built-in looks at the hosts of probes and lifecycle hooks',
};

/** Rules that the standards relax, in versions that know them, for Pods with a user namespace of their own. */
const relaxed = ['allowed-proc-mount-types', 'allowed-users-groups'];

function judge(each: PodCase, { refusedBy, messages, errors }: PodSecurityVerdict): CaseResult {
  const result = { id: each.file, area: each.level };
  const refused = refusedBy.some((folder) => rulesOf[each.check]?.includes(folder) ?? true);
  const right = each.expected === 'pass' ? refusedBy.length === 0 : refused;
  if (errors.length === 0 && right) return { ...result, outcome: 'passed' };
  const excuse = errors.length === 0 ? excuseFor(each, refusedBy) : undefined;
  if (excuse !== undefined) return { ...result, outcome: 'skipped', reason: excuse };
  const reason = `wanted ${each.expected} (${each.check}), got ${JSON.stringify([...errors, ...messages])}`;
  return { ...result, outcome: 'failed', reason };
}

/** Why a wrong verdict is none of the rules' making: the built-ins lack the control, or its relaxation. */
function excuseFor(each: PodCase, refusedBy: readonly string[]): string | undefined {
  if (each.expected === 'fail') return uncovered[each.check];
  const { hostUsers } = each.pod['spec'] as JsonObject;
  return hostUsers === false && refusedBy.every((folder) => relaxed.includes(folder))
    ? 'no built-in is more lenient to Pods with a user namespace of their own'
    : undefined;
}
