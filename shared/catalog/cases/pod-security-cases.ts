import { type CatalogCase, container, inEachList, pod, podWith, print, secured } from './catalog-case';

const windows = { os: { name: 'windows' } };
const hostPath = (path: string): { name: string; hostPath: { path: string } } => ({
  name: 'v',
  hostPath: { path },
});
const etc = {
  allowedHostPaths: [
    { pathPrefix: '/etc', readOnly: true },
    { pathPrefix: '/tmp/', readOnly: false },
  ],
};
const logs = { windowsAllowedHostPaths: [{ pathPrefix: 'C:\\logs', readOnly: false }] };
const hostPathMessage = (path: string, allowed: unknown): string =>
  `HostPath volume {"hostPath": {"path": ${JSON.stringify(path)}}, "name": "v"} is not allowed, pod: web. Allowed path: ${print(allowed as never)}`;
const portMessage = (parameters: object): string =>
  `The specified hostNetwork and hostPort are not allowed, pod: web, container: app. Allowed values: ${print(parameters as never)}`;

/** Cases of the rules on what a Pod may do to its node. */
export const podSecurityCases: readonly CatalogCase[] = [
  ...['container-no-privilege/v1', 'container-no-privilege/v2'].flatMap((rule) => [
    ...inEachList(
      rule,
      secured({ privileged: true }),
      'Privileged container is not allowed: app, securityContext: {"privileged": true}',
    ),
    { rule, says: 'takes false', object: podWith({ securityContext: { privileged: false } }), messages: [] },
    { rule, says: 'takes a missing security context', object: podWith({}), messages: [] },
  ]),
  ...['v1', 'v2', 'v3']
    .map((version) => `container-no-privilege-escalation/${version}`)
    .flatMap((rule) => [
      ...inEachList(rule, container(), 'Privilege escalation container is not allowed: app'),
      ...inEachList(
        rule,
        secured({ allowPrivilegeEscalation: true }),
        'Privilege escalation container is not allowed: app',
      ),
      {
        rule,
        says: 'takes false',
        object: podWith({ securityContext: { allowPrivilegeEscalation: false } }),
        messages: [],
      },
      { rule, says: 'leaves Windows Pods, which cannot say it', object: podWith({}, windows), messages: [] },
    ]),
  {
    rule: 'container-no-privilege-escalation/v4',
    says: 'lets a known user be, unless forced',
    object: podWith({ securityContext: { runAsUser: 1000 } }),
    messages: [],
  },
  {
    rule: 'container-no-privilege-escalation/v4',
    says: 'lets a known user of the Pod be',
    object: podWith({}, { securityContext: { runAsUser: 1000 } }),
    messages: [],
  },
  {
    rule: 'container-no-privilege-escalation/v4',
    says: 'refuses root',
    object: podWith({ securityContext: { runAsUser: 0 } }, { securityContext: { runAsUser: 1000 } }),
    messages: ['Privilege escalation container is not allowed: app'],
  },
  {
    rule: 'container-no-privilege-escalation/v4',
    says: 'refuses true whatever the user',
    object: podWith({ securityContext: { runAsUser: 1000, allowPrivilegeEscalation: true } }),
    messages: ['Privilege escalation container is not allowed: app'],
  },
  {
    rule: 'container-no-privilege-escalation/v4',
    says: 'refuses a known user when forced',
    parameters: { forcePrivilegeEscalationToBeFalse: true },
    object: podWith({ securityContext: { runAsUser: 1000 } }),
    messages: ['Privilege escalation container is not allowed: app'],
  },
  ...inEachList(
    'container-no-privilege-escalation/v4',
    container(),
    'Privilege escalation container is not allowed: app',
  ),
  ...['hostPID', 'hostIPC'].flatMap((field) =>
    ['v1', 'v2', 'v3'].map((version) => ({
      rule: `block-host-namespace/${version}`,
      says: `refuses ${field}`,
      object: podWith({}, { [field]: true }),
      messages: ['Sharing the host namespace is not allowed: web'],
    })),
  ),
  {
    rule: 'block-host-namespace/v3',
    says: 'refuses hostNetwork',
    object: podWith({}, { hostNetwork: true }),
    messages: ['Sharing the host namespace is not allowed: web'],
  },
  {
    rule: 'block-host-namespace/v2',
    says: 'leaves hostNetwork to the other rule',
    object: podWith({}, { hostNetwork: true, hostPID: false }),
    messages: [],
  },
  {
    rule: 'block-host-namespace/v3',
    says: 'leaves out a Pod of excluded images only',
    parameters: { excludedImages: ['registry.example/*'] },
    object: podWith({}, { hostPID: true }),
    messages: [],
  },
  ...inEachList(
    'host-network-ports/v3',
    container({ ports: [{ containerPort: 80, hostPort: 80 }] }),
    portMessage({ allowHostNetwork: false, minPort: 0, maxPort: 0 }),
    { allowHostNetwork: false, minPort: 0, maxPort: 0 },
  ),
  {
    rule: 'host-network-ports/v3',
    says: 'takes a port of the range',
    parameters: { minPort: 80, maxPort: 90 },
    object: podWith({ ports: [{ hostPort: 80 }, { hostPort: 90 }] }),
    messages: [],
  },
  {
    rule: 'host-network-ports/v3',
    says: 'takes hostPort 0, which is none',
    parameters: { minPort: 0, maxPort: 0 },
    object: podWith({ ports: [{ hostPort: 0 }] }),
    messages: [],
  },
  {
    rule: 'host-network-ports/v3',
    says: 'refuses the host network',
    parameters: { allowHostNetwork: false },
    object: podWith({}, { hostNetwork: true }),
    messages: [portMessage({ allowHostNetwork: false })],
  },
  {
    rule: 'host-network-ports/v3',
    says: 'takes the host network where it is allowed',
    parameters: { allowHostNetwork: true },
    object: podWith({}, { hostNetwork: true }),
    messages: [],
  },
  ...inEachList(
    'host-network-ports/v4',
    container({ ports: [{ hostPort: 8080 }] }),
    portMessage({ allowedHostPorts: ['80', '3000-5000'] }),
    { allowedHostPorts: ['80', '3000-5000'] },
  ),
  {
    rule: 'host-network-ports/v4',
    says: 'takes single ports and ranges',
    parameters: { allowedHostPorts: ['80', '3000-5000'] },
    object: podWith({ ports: [{ hostPort: 80 }, { hostPort: 3000 }, { hostPort: 5000 }, { hostPort: 0 }] }),
    messages: [],
  },
  {
    rule: 'host-network-ports/v4',
    says: 'refuses the host network',
    object: podWith({}, { hostNetwork: true }),
    messages: [portMessage({})],
  },
  ...inEachList(
    'container-allowed-capabilities/v3',
    secured({ capabilities: { add: ['SYS_ADMIN'] } }),
    'container <app> has a disallowed capability. Allowed capabilities are ["CHOWN"]',
    { allowedCapabilities: ['CHOWN'] },
  ),
  {
    rule: 'container-allowed-capabilities/v3',
    says: 'takes allowed ones and the star',
    parameters: { allowedCapabilities: ['CHOWN'] },
    object: podWith({ securityContext: { capabilities: { add: ['CHOWN'] } } }),
    messages: [],
  },
  {
    rule: 'container-allowed-capabilities/v3',
    says: 'takes anything with a star',
    parameters: { allowedCapabilities: ['*'] },
    object: podWith({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }),
    messages: [],
  },
  ...inEachList(
    'container-allowed-capabilities/v3',
    container(),
    'container <app> is not dropping all required capabilities. Container must drop all of ["NET_RAW"] or "ALL"',
    { requiredDropCapabilities: ['NET_RAW'] },
  ),
  {
    rule: 'container-allowed-capabilities/v3',
    says: 'takes ALL in place of the required drops',
    parameters: { requiredDropCapabilities: ['NET_RAW'] },
    object: podWith({ securityContext: { capabilities: { drop: ['ALL'] } } }),
    messages: [],
  },
  {
    rule: 'container-allowed-capabilities/v3',
    says: 'asks no drops of Windows Pods',
    parameters: { requiredDropCapabilities: ['ALL'] },
    object: podWith({}, windows),
    messages: [],
  },
  ...inEachList(
    'container-disallowed-capabilities/v3',
    secured({ capabilities: { add: ['SYS_ADMIN'] } }),
    'container <app> has a disallowed capability. Disallowed capabilities are ["SYS_ADMIN"]',
    { disallowedCapabilities: ['SYS_ADMIN'] },
  ),
  ...['ALL', 'sys_admin', 'CAP_SYS_ADMIN'].map((capability) => ({
    rule: 'container-disallowed-capabilities/v3',
    says: `refuses ${capability} too`,
    parameters: { disallowedCapabilities: ['SYS_ADMIN'] },
    object: podWith({ securityContext: { capabilities: { add: [capability] } } }),
    messages: ['container <app> has a disallowed capability. Disallowed capabilities are ["SYS_ADMIN"]'],
  })),
  {
    rule: 'container-disallowed-capabilities/v3',
    says: 'refuses any with a star',
    parameters: { disallowedCapabilities: ['*'] },
    object: pod({ containers: [container(), secured({ capabilities: { add: ['CHOWN'], drop: ['KILL'] } })] }),
    messages: ['container <app> has a disallowed capability. Disallowed capabilities are ["*"]'],
  },
  {
    rule: 'container-disallowed-capabilities/v3',
    says: 'refuses none with an empty list',
    parameters: { disallowedCapabilities: [] },
    object: podWith({ securityContext: { capabilities: { add: ['ALL'] } } }),
    messages: [],
  },
  {
    rule: 'container-disallowed-capabilities/v3',
    says: 'takes others',
    parameters: { disallowedCapabilities: ['SYS_ADMIN'] },
    object: podWith({ securityContext: { capabilities: { add: ['CHOWN'] } } }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'blocks them all with an empty list',
    parameters: { allowedHostPaths: [] },
    object: podWith({}, { volumes: [hostPath('/etc')] }),
    messages: [hostPathMessage('/etc', [])],
  },
  ...['/etc', '/etc/', '/etc/ssl'].map((path) => ({
    rule: 'allowed-host-paths/v4',
    says: `takes ${path} below /etc, mounted read-only`,
    parameters: etc,
    object: podWith({ volumeMounts: [{ name: 'v', readOnly: true }] }, { volumes: [hostPath(path)] }),
    messages: [],
  })),
  {
    rule: 'allowed-host-paths/v4',
    says: 'does not take /etcetera for /etc',
    parameters: etc,
    object: podWith({}, { volumes: [hostPath('/etcetera')] }),
    messages: [hostPathMessage('/etcetera', etc.allowedHostPaths)],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'refuses a writable mount of a read-only path',
    parameters: etc,
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/etc')] }),
    messages: [hostPathMessage('/etc', etc.allowedHostPaths)],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'leaves excluded containers out of the read-only part',
    parameters: { ...etc, excludedContainers: ['app'] },
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/etc')] }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'does not leave excluded containers out of the path part',
    parameters: { ...etc, excludedContainers: ['app'] },
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/var')] }),
    messages: [hostPathMessage('/var', etc.allowedHostPaths)],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'leaves out volumes that only excluded images mount',
    parameters: { ...etc, excludedImages: ['registry.example/*'] },
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/var')] }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'takes a writable mount of a writable path',
    parameters: etc,
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/tmp/x')] }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'judges Windows Pods by the Windows paths',
    parameters: { allowedHostPaths: [], windowsAllowedHostPaths: [{ pathPrefix: 'C:\\', readOnly: false }] },
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { ...windows, volumes: [hostPath('c:\\logs')] }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'knows that a Windows path without a drive is on that of the system',
    parameters: logs,
    object: podWith({}, { ...windows, volumes: [hostPath('/logs/app')] }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'does not take a share for a path of that drive',
    parameters: logs,
    object: podWith({}, { ...windows, volumes: [hostPath('\\\\logs')] }),
    messages: [hostPathMessage('\\\\logs', logs.windowsAllowedHostPaths)],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'judges Linux Pods by the Linux paths',
    parameters: { allowedHostPaths: [], windowsAllowedHostPaths: [{ pathPrefix: '/', readOnly: false }] },
    object: podWith({}, { volumes: [hostPath('/var')] }),
    messages: [hostPathMessage('/var', [])],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'refuses a hostPath without a path',
    parameters: { allowedHostPaths: [{ pathPrefix: '/var', readOnly: false }] },
    object: podWith({}, { volumes: [{ name: 'v', hostPath: {} }] }),
    messages: [
      'HostPath volume {"hostPath": {}, "name": "v"} is not allowed, pod: web. Allowed path: [{"pathPrefix": "/var", "readOnly": false}]',
    ],
  },
  ...['etc', '/etc//', 'etc/'].map((pathPrefix) => ({
    rule: 'allowed-host-paths/v4',
    says: `reads ${pathPrefix} as /etc`,
    parameters: { allowedHostPaths: [{ pathPrefix }] },
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/etc/ssl')] }),
    messages: [],
  })),
  {
    rule: 'allowed-host-paths/v4',
    says: 'takes nothing for an empty prefix',
    parameters: { allowedHostPaths: [{ pathPrefix: '' }] },
    object: podWith({}, { volumes: [hostPath('/')] }),
    messages: [hostPathMessage('/', [{ pathPrefix: '' }])],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'takes a prefix at the beginning only',
    parameters: { allowedHostPaths: [{ pathPrefix: '/foo' }] },
    object: podWith({}, { volumes: [hostPath('/etc/foo')] }),
    messages: [hostPathMessage('/etc/foo', [{ pathPrefix: '/foo' }])],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'takes every path below /',
    parameters: { allowedHostPaths: [{ pathPrefix: '/' }] },
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/var/run')] }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'takes a writable mount where one of the fitting paths allows it',
    parameters: {
      allowedHostPaths: [
        { pathPrefix: '/var', readOnly: true },
        { pathPrefix: '/var/log', readOnly: false },
      ],
    },
    object: podWith({ volumeMounts: [{ name: 'v' }] }, { volumes: [hostPath('/var/log')] }),
    messages: [],
  },
  {
    rule: 'allowed-host-paths/v4',
    says: 'takes other volumes',
    object: podWith({}, { volumes: [{ name: 'v', emptyDir: {} }] }),
    messages: [],
  },
  {
    rule: 'allowed-volume-types/v2',
    says: 'refuses what is not listed',
    parameters: { volumes: ['secret'] },
    object: podWith(
      {},
      {
        volumes: [
          { name: 'a', secret: {} },
          { name: 'b', emptyDir: {} },
        ],
      },
    ),
    messages: ['The volume type emptyDir is not allowed, pod: web. Allowed volume types: ["secret"]'],
  },
  {
    rule: 'allowed-volume-types/v2',
    says: 'takes anything with a star',
    parameters: { volumes: ['*'] },
    object: podWith({}, { volumes: [{ name: 'b', emptyDir: {} }] }),
    messages: [],
  },
  {
    rule: 'allowed-volume-types/v2',
    says: 'leaves out excluded images',
    parameters: { volumes: [], excludedImages: ['registry.example/*'] },
    object: podWith({}, { volumes: [{ name: 'b', emptyDir: {} }] }),
    messages: [],
  },
  ...inEachList(
    'allowed-proc-mount-types/v4',
    secured({ procMount: 'Unmasked' }),
    'ProcMount type is not allowed, container: app. Allowed procMount types: Default',
    { procMount: 'Default' },
  ),
  ...['Default', 'Unmasked'].map((procMount) => ({
    rule: 'allowed-proc-mount-types/v4',
    says: `takes ${procMount} where Unmasked is allowed`,
    parameters: { procMount: 'Unmasked' },
    object: podWith({ securityContext: { procMount } }),
    messages: [],
  })),
  ...inEachList(
    'read-only-root-filesystem/v3',
    container(),
    'only read-only root filesystem container is allowed: app',
  ),
  {
    rule: 'read-only-root-filesystem/v3',
    says: 'takes true',
    object: podWith({ securityContext: { readOnlyRootFilesystem: true } }),
    messages: [],
  },
  {
    rule: 'read-only-root-filesystem/v3',
    says: 'refuses false',
    object: podWith({ securityContext: { readOnlyRootFilesystem: false } }),
    messages: ['only read-only root filesystem container is allowed: app'],
  },
  {
    rule: 'allowed-sysctl-interfaces/v1',
    says: 'refuses what is not listed',
    parameters: { allowedSysctls: ['kernel.shm*', 'net.core.somaxconn'] },
    object: pod({
      securityContext: {
        sysctls: [
          { name: 'kernel.shm_rmid_forced' },
          { name: 'net.core.somaxconn' },
          { name: 'kernel.msgmax' },
        ],
      },
    }),
    messages: [
      'The sysctl kernel.msgmax is not explicitly allowed, pod: web. Allowed sysctls: ["kernel.shm*", "net.core.somaxconn"]',
    ],
  },
  {
    rule: 'forbidden-sysctl-interfaces/v1',
    says: 'refuses listed names and prefixes',
    parameters: { forbiddenSysctls: ['kernel.*'] },
    object: pod({
      securityContext: { sysctls: [{ name: 'kernel.msgmax' }, { name: 'net.core.somaxconn' }] },
    }),
    messages: ['The sysctl kernel.msgmax is not allowed, pod: web. Forbidden sysctls: ["kernel.*"]'],
  },
  {
    rule: 'forbidden-sysctl-interfaces/v1',
    says: 'refuses all with a star',
    parameters: { forbiddenSysctls: ['*'] },
    object: pod({ securityContext: { sysctls: [{ name: 'net.core.somaxconn' }] } }),
    messages: ['The sysctl net.core.somaxconn is not allowed, pod: web. Forbidden sysctls: ["*"]'],
  },
  {
    rule: 'flexvolume-drivers/v1',
    says: 'refuses other drivers',
    parameters: { allowedFlexVolumeDrivers: ['example/good'] },
    object: pod({
      volumes: [
        { name: 'g', flexVolume: { driver: 'example/good' } },
        { name: 'b', flexVolume: { driver: 'example/bad' } },
      ],
    }),
    messages: [
      'FlexVolume {"flexVolume": {"driver": "example/bad"}, "name": "b"} is not allowed, pod: web. Allowed drivers: ["example/good"]',
    ],
  },
];
