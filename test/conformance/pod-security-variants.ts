import type { JsonObject } from '../../shared/gatekeeper';

/** What the standards say about a Pod at a level and version. */
export type Verdict = 'pass' | 'fail';

/** One thing more, or other, in a Pod that passes a level, and what the standards say to it. */
export interface Variant {
  readonly says: string;
  /** Put into the Pod that passes the level; fields of containers go into each list of containers in turn. */
  readonly spec?: JsonObject;
  readonly context?: JsonObject;
  readonly container?: JsonObject;
  readonly security?: JsonObject;
  readonly annotations?: JsonObject;
  /** Whether the fields go into the containers of all lists at once. */
  readonly everywhere?: true;
  /** Level → version → verdict; `latest` stands for the newest version. */
  readonly baseline?: Readonly<Record<string, Verdict>>;
  readonly restricted?: Readonly<Record<string, Verdict>>;
  /** Why the built-ins say the opposite. */
  readonly differs?: string;
}

const pass = { latest: 'pass' } as const;
const fail = { latest: 'fail' } as const;
const both = (verdict: { latest: Verdict }): Pick<Variant, 'baseline' | 'restricted'> => ({
  baseline: verdict,
  restricted: verdict,
});
const since = (version: string, before: string, verdict: Verdict): Readonly<Record<string, Verdict>> => ({
  [before]: verdict === 'pass' ? 'fail' : 'pass',
  [version]: verdict,
  latest: verdict,
});

const annotation = 'container.apparmor.security.beta.kubernetes.io/';
const sysctl = (name: string): Pick<Variant, 'says' | 'context'> => ({
  says: `the sysctl ${name}`,
  context: { sysctls: [{ name, value: '1' }] },
});
const probe = (host: string): JsonObject => ({ livenessProbe: { httpGet: { port: 80, host } } });
const userNamespace = 'no built-in is more lenient to Pods with a user namespace of their own';

/** Pods around the borders of every control. */
export const variants: readonly Variant[] = [
  { says: 'nothing more', ...both(pass) },
  { says: 'an empty security context', context: {}, baseline: pass },
  { says: 'a security context that is null', spec: { securityContext: null }, baseline: pass },
  { says: 'privileged', security: { privileged: true }, ...both(fail) },
  { says: 'privileged false', security: { privileged: false }, ...both(pass) },
  ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) => [
    { says: field, spec: { [field]: true }, ...both(fail) },
    { says: `${field} false`, spec: { [field]: false }, ...both(pass) },
  ]),
  { says: 'a host port', container: { ports: [{ containerPort: 80, hostPort: 80 }] }, ...both(fail) },
  { says: 'host port 0', container: { ports: [{ containerPort: 80, hostPort: 0 }] }, ...both(pass) },
  { says: 'a hostPath', spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] }, ...both(fail) },
  { says: 'a hostPath without a path', spec: { volumes: [{ name: 'v', hostPath: {} }] }, ...both(fail) },
  {
    says: 'a hostPath that is null',
    spec: { volumes: [{ name: 'v', emptyDir: {}, hostPath: null }] },
    ...both(pass),
  },
  {
    says: 'an nfs volume',
    spec: { volumes: [{ name: 'v', nfs: { server: 's', path: '/' } }] },
    baseline: pass,
    restricted: fail,
  },
  ...[
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'image',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ].map((type) => ({
    says: `a volume of the type ${type}`,
    spec: { volumes: [{ name: 'v', [type]: {} }] },
    ...both(pass),
  })),
  ...['azureDisk', 'azureFile', 'flexVolume', 'gitRepo', 'iscsi', 'glusterfs'].map((type) => ({
    says: `a volume of the type ${type}`,
    spec: { volumes: [{ name: 'v', [type]: {} }] },
    baseline: pass,
    restricted: fail,
  })),
  { says: 'a volume without a source at baseline', spec: { volumes: [{ name: 'v' }] }, baseline: pass },
  {
    says: 'a volume without a source',
    spec: { volumes: [{ name: 'v' }] },
    restricted: fail,
    differs: 'no type is named that could be refused; the API server makes it an emptyDir',
  },
  {
    says: 'a usual capability',
    security: { capabilities: { add: ['CHOWN'], drop: ['ALL'] } },
    baseline: pass,
    restricted: since('v1.22', 'v1.21', 'fail'),
  },
  {
    says: 'NET_BIND_SERVICE',
    security: { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL', 'KILL'] } },
    ...both(pass),
  },
  ...['NET_RAW', 'SYS_ADMIN', 'ALL', 'CAP_CHOWN', 'chown', ''].map((name) => ({
    says: `the capability ${JSON.stringify(name)}`,
    security: { capabilities: { add: [name], drop: ['ALL'] } },
    ...both(fail),
  })),
  {
    says: 'no capabilities dropped',
    security: { capabilities: null },
    baseline: pass,
    restricted: since('v1.22', 'v1.21', 'fail'),
  },
  ...[['all'], ['All'], ['KILL'], []].map((drop) => ({
    says: `drops of ${JSON.stringify(drop)}`,
    security: { capabilities: { drop } },
    baseline: pass,
    restricted: fail,
  })),
  { says: 'procMount Default', security: { procMount: 'Default' }, ...both(pass) },
  { says: 'procMount Unmasked', security: { procMount: 'Unmasked' }, ...both(fail) },
  {
    says: 'procMount Unmasked with hostUsers true',
    spec: { hostUsers: true },
    security: { procMount: 'Unmasked' },
    ...both(fail),
  },
  {
    says: 'procMount Unmasked in a user namespace before 1.35',
    spec: { hostUsers: false },
    security: { procMount: 'Unmasked' },
    baseline: { 'v1.34': 'fail' },
    restricted: fail,
  },
  {
    says: 'procMount Unmasked in a user namespace',
    spec: { hostUsers: false },
    security: { procMount: 'Unmasked' },
    baseline: { 'v1.35': 'pass', ...pass },
    differs: userNamespace,
  },
  ...['container_t', 'container_init_t', 'container_kvm_t', ''].flatMap((type) => [
    {
      says: `the SELinux type ${type}`,
      security: { seLinuxOptions: { type, level: 's0:c1' } },
      ...both(pass),
    },
    { says: `the SELinux type ${type} of the Pod`, context: { seLinuxOptions: { type } }, ...both(pass) },
  ]),
  {
    says: 'the SELinux type container_engine_t',
    security: { seLinuxOptions: { type: 'container_engine_t' } },
    baseline: since('v1.31', 'v1.30', 'pass'),
  },
  ...[{ type: 'spc_t' }, { user: 'u' }, { role: 'r' }, { type: 'container_t', user: 'u' }].flatMap(
    (seLinuxOptions) => [
      { says: `SELinux ${JSON.stringify(seLinuxOptions)}`, security: { seLinuxOptions }, ...both(fail) },
      {
        says: `SELinux ${JSON.stringify(seLinuxOptions)} of the Pod`,
        context: { seLinuxOptions },
        ...both(fail),
      },
    ],
  ),
  ...['RuntimeDefault', 'Localhost'].flatMap((type) => [
    { says: `the seccomp type ${type}`, security: { seccompProfile: { type } }, ...both(pass) },
    { says: `the AppArmor type ${type}`, security: { appArmorProfile: { type } }, ...both(pass) },
    { says: `the AppArmor type ${type} of the Pod`, context: { appArmorProfile: { type } }, ...both(pass) },
  ]),
  ...['Unconfined', 'runtime/default', ''].flatMap((type) => [
    {
      says: `the seccomp type ${JSON.stringify(type)}`,
      security: { seccompProfile: { type } },
      ...both(fail),
    },
    {
      says: `the seccomp type ${JSON.stringify(type)} of the Pod`,
      context: { seccompProfile: { type } },
      security: { seccompProfile: { type: 'RuntimeDefault' } },
      ...both(fail),
    },
    ...(type === 'runtime/default'
      ? []
      : [
          {
            says: `the AppArmor type ${JSON.stringify(type)}`,
            security: { appArmorProfile: { type } },
            ...both(fail),
          },
          {
            says: `the AppArmor type ${JSON.stringify(type)} of the Pod`,
            context: { appArmorProfile: { type } },
            ...both(fail),
          },
        ]),
  ]),
  {
    says: 'the AppArmor type runtime/default',
    security: { appArmorProfile: { type: 'runtime/default' } },
    ...both(fail),
    differs:
      'the words of the annotation are understood in the field, too; the API server takes none of them there',
  },
  {
    says: 'no seccomp profile',
    context: { seccompProfile: null },
    baseline: pass,
    restricted: since('v1.19', 'v1.18', 'fail'),
  },
  ...['runtime/default', 'localhost/x', 'localhost/', ''].map((profile) => ({
    says: `the AppArmor annotation ${JSON.stringify(profile)}`,
    annotations: { [`${annotation}app`]: profile },
    ...both(pass),
  })),
  ...['unconfined', 'docker/default', 'Runtime/Default'].map((profile) => ({
    says: `the AppArmor annotation ${JSON.stringify(profile)}`,
    annotations: { [`${annotation}no-such-container`]: profile },
    ...both(fail),
  })),
  {
    says: 'old seccomp annotations',
    annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' },
    baseline: since('v1.19', 'v1.18', 'pass'),
  },
  {
    says: 'an empty old seccomp annotation',
    annotations: { 'seccomp.security.alpha.kubernetes.io/pod': '' },
    baseline: { 'v1.0': 'fail' },
  },
  {
    says: 'good old seccomp annotations',
    annotations: {
      'seccomp.security.alpha.kubernetes.io/pod': 'localhost/x',
      'container.seccomp.security.alpha.kubernetes.io/app': 'docker/default',
    },
    baseline: { 'v1.0': 'pass', 'v1.18': 'pass' },
  },
  {
    says: 'an old seccomp annotation of no container',
    annotations: { 'container.seccomp.security.alpha.kubernetes.io/other': 'unconfined' },
    baseline: { 'v1.0': 'pass' },
  },
  { ...sysctl('net.ipv4.tcp_syncookies'), ...both(pass) },
  { ...sysctl('net.ipv4.ip_local_reserved_ports'), baseline: since('v1.27', 'v1.26', 'pass') },
  { ...sysctl('net.ipv4.tcp_keepalive_probes'), baseline: since('v1.29', 'v1.28', 'pass') },
  { ...sysctl('net.ipv4.tcp_rmem'), baseline: since('v1.32', 'v1.31', 'pass') },
  { ...sysctl('net.ipv4.tcp_notsent_lowat'), baseline: since('v1.37', 'v1.36', 'pass') },
  ...['kernel.msgmax', 'net/ipv4/tcp_syncookies', 'net.ipv4.tcp_syncookies2'].map((name) => ({
    ...sysctl(name),
    ...both(fail),
  })),
  { says: 'HostProcess', security: { windowsOptions: { hostProcess: true } }, ...both(fail) },
  { says: 'HostProcess of the Pod', context: { windowsOptions: { hostProcess: true } }, ...both(fail) },
  { says: 'HostProcess false', security: { windowsOptions: { hostProcess: false } }, ...both(pass) },
  {
    says: 'privilege escalation left open',
    security: { allowPrivilegeEscalation: null },
    baseline: pass,
    restricted: since('v1.8', 'v1.7', 'fail'),
  },
  {
    says: 'privilege escalation left open by a known user',
    security: { allowPrivilegeEscalation: null, runAsUser: 5 },
    baseline: pass,
    restricted: fail,
  },
  {
    says: 'runAsNonRoot of the containers',
    everywhere: true,
    context: { runAsNonRoot: null },
    security: { runAsNonRoot: true },
    restricted: pass,
  },
  { says: 'no runAsNonRoot', context: { runAsNonRoot: null }, baseline: pass, restricted: fail },
  { says: 'runAsNonRoot false', security: { runAsNonRoot: false }, baseline: pass, restricted: fail },
  {
    says: 'runAsNonRoot false of the Pod',
    context: { runAsNonRoot: false },
    security: { runAsNonRoot: true },
    restricted: fail,
  },
  { says: 'user 0', security: { runAsUser: 0 }, baseline: pass, restricted: { 'v1.23': 'fail', ...fail } },
  { says: 'user 0 of the Pod', context: { runAsUser: 0 }, baseline: pass, restricted: fail },
  {
    says: 'user 0 in old versions',
    security: { runAsUser: 0 },
    restricted: { 'v1.22': 'pass' },
    differs: 'the only built-in on users refuses root in every version',
  },
  {
    says: 'user 0 of the Pod that every container overrides',
    everywhere: true,
    context: { runAsUser: 0 },
    security: { runAsUser: 5 },
    restricted: fail,
    differs: 'the built-in reads the user of the Pod only where a container has none',
  },
  {
    says: 'a user other than root in place of runAsNonRoot',
    everywhere: true,
    context: { runAsNonRoot: null },
    security: { runAsUser: 5 },
    restricted: fail,
    differs: 'the built-in takes a user other than root for runAsNonRoot, as its parameter says',
  },
  {
    says: 'runAsNonRoot false with a user other than root',
    security: { runAsNonRoot: false, runAsUser: 5 },
    restricted: fail,
    differs: 'the built-in takes a user other than root for runAsNonRoot, as its parameter says',
  },
  {
    says: 'root in a user namespace',
    spec: { hostUsers: false },
    security: { runAsUser: 0 },
    restricted: { 'v1.34': 'fail' },
  },
  {
    says: 'root in a user namespace since 1.35',
    spec: { hostUsers: false },
    security: { runAsUser: 0 },
    restricted: { 'v1.35': 'pass', ...pass },
    differs: userNamespace,
  },
  { says: 'groups', context: { runAsGroup: 0, fsGroup: 0, supplementalGroups: [0] }, ...both(pass) },
  {
    says: 'a Windows Pod',
    spec: { os: { name: 'windows' } },
    context: { seccompProfile: null },
    security: { allowPrivilegeEscalation: null, capabilities: null },
    restricted: { 'v1.25': 'pass', ...pass },
  },
  {
    says: 'a Windows Pod that may be root',
    spec: { os: { name: 'windows' } },
    context: { runAsNonRoot: null },
    restricted: fail,
  },
  {
    says: 'a Windows Pod before 1.25',
    spec: { os: { name: 'windows' } },
    context: { seccompProfile: null },
    restricted: { 'v1.24': 'fail' },
    differs:
      'the built-ins leave Windows Pods out of seccomp, capabilities and privilege escalation in every version',
  },
  {
    says: 'a Pod that only selects Windows nodes',
    spec: { nodeSelector: { 'kubernetes.io/os': 'windows' } },
    context: { seccompProfile: null },
    restricted: fail,
    differs: 'a node selector counts as well as spec.os for the built-ins',
  },
  { says: 'a host in a probe before 1.34', container: probe('10.0.0.1'), baseline: { 'v1.33': 'pass' } },
  { says: 'an empty host in a probe', container: probe(''), ...both(pass) },
  {
    says: 'a host in a probe',
    container: probe('10.0.0.1'),
    baseline: { 'v1.34': 'fail', ...fail },
    differs: 'no built-in looks at the hosts of probes and lifecycle hooks',
  },
];
