import { type CatalogCase, container, inEachList, pod, podWith, print, secured } from './catalog-case';

const windows = { os: { name: 'windows' } };
const seccomp = 'allowed-seccomp-profiles/v3';
const profiles = ['RuntimeDefault', 'localhost/audit.json'];
const seccompMessage = (value: string, path: string, allowed: readonly string[] = profiles): string =>
  `Seccomp profile '${value}' is not allowed for container 'app'. Found at: ${path}. Allowed profiles: ${print([...allowed])}`;
const type = (name: string): { seccompProfile: { type: string } } => ({ seccompProfile: { type: name } });
const annotated = 'allowed-seccomp-profiles/v1';
const podKey = 'seccomp.security.alpha.kubernetes.io/pod';
const appKey = 'container.seccomp.security.alpha.kubernetes.io/app';
const annotatedMessage =
  'Seccomp profile is not allowed, pod: web, container: app, Allowed profiles: ["runtime/default", "localhost/*"]';
const apparmor = 'enforce-apparmor-profile/v3';
const annotation = (profile: string): Record<string, Record<string, string>> => ({
  annotations: { 'container.apparmor.security.beta.kubernetes.io/app': profile },
});
const armorMessage =
  'AppArmor profile is not allowed, pod: web, container: app. Allowed profiles: ["runtime/default"]';
const pss = { enforcePSS: true, allowedSELinuxTypes: ['container_t'] };
const users = 'allowed-users-groups/v3';
const range = { rule: 'MustRunAs', ranges: [{ min: 100, max: 200 }] };
const openRange = { rule: 'MayRunAs', ranges: [{ min: 100, max: -1 }] };
const nonRoot = { runAsUser: { rule: 'MustRunAsNonRoot' } };

/** Cases of the rules on seccomp, AppArmor, SELinux, users and groups. */
export const profileCases: readonly CatalogCase[] = [
  {
    rule: seccomp,
    says: 'refuses a Pod without any profile',
    parameters: { allowedProfiles: profiles },
    object: podWith({}),
    messages: [seccompMessage('not configured', 'spec.containers[0].securityContext.seccompProfile')],
  },
  {
    rule: seccomp,
    says: 'takes a profile of the Pod',
    parameters: { allowedProfiles: profiles },
    object: podWith({}, { securityContext: type('RuntimeDefault') }),
    messages: [],
  },
  {
    rule: seccomp,
    says: 'takes a profile of the container',
    parameters: { allowedProfiles: profiles },
    object: podWith({ securityContext: type('RuntimeDefault') }),
    messages: [],
  },
  {
    rule: seccomp,
    says: 'refuses another profile of the container',
    parameters: { allowedProfiles: profiles },
    object: podWith({ securityContext: type('Unconfined') }, { securityContext: type('RuntimeDefault') }),
    messages: [seccompMessage('Unconfined', 'spec.containers[0].securityContext.seccompProfile')],
  },
  {
    rule: seccomp,
    says: 'refuses another profile of the Pod',
    parameters: { allowedProfiles: profiles },
    object: podWith({ securityContext: type('RuntimeDefault') }, { securityContext: type('Unconfined') }),
    messages: [
      `Seccomp profile 'Unconfined' is not allowed for pod 'web'. Found at: spec.securityContext. Allowed profiles: ${print(profiles)}`,
    ],
  },
  ...['runtime/default', 'docker/default', 'RuntimeDefault', '*'].map((allowed) => ({
    rule: seccomp,
    says: `takes RuntimeDefault for ${allowed}`,
    parameters: { allowedProfiles: [allowed] },
    object: podWith({ securityContext: type('RuntimeDefault') }),
    messages: [],
  })),
  ...['Localhost', 'localhost/*', 'localhost/audit.json'].map((allowed) => ({
    rule: seccomp,
    says: `takes a local profile for ${allowed}`,
    parameters: { allowedProfiles: [allowed] },
    object: podWith({
      securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'audit.json' } },
    }),
    messages: [],
  })),
  {
    rule: seccomp,
    says: 'refuses another local profile',
    parameters: { allowedProfiles: profiles },
    object: podWith({
      securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'x.json' } },
    }),
    messages: [seccompMessage('Localhost', 'spec.containers[0].securityContext.seccompProfile')],
  },
  {
    rule: seccomp,
    says: 'takes everything with a star, no profile too',
    parameters: { allowedProfiles: ['*'] },
    object: podWith({}),
    messages: [],
  },
  { rule: seccomp, says: 'leaves Windows Pods', object: podWith({}, windows), messages: [] },
  {
    rule: seccomp,
    says: 'leaves out by image',
    parameters: { allowedProfiles: [], excludedImages: ['registry.example/*'] },
    object: podWith({ securityContext: type('Unconfined') }),
    messages: [],
  },
  ...['initContainers', 'ephemeralContainers'].map((list) => ({
    rule: seccomp,
    says: `judges ${list}`,
    parameters: { allowedProfiles: [] },
    object: pod({ [list]: [secured(type('Unconfined'))] }),
    messages: [seccompMessage('Unconfined', `spec.${list}[0].securityContext.seccompProfile`, [])],
  })),
  {
    rule: seccomp,
    says: 'takes a Pod without any profile where that is listed',
    parameters: { allowedProfiles: ['RuntimeDefault', 'not configured'] },
    object: podWith({}, { securityContext: { seccompProfile: null } }),
    messages: [],
  },
  {
    rule: seccomp,
    says: 'still refuses a bad profile where having none is listed',
    parameters: { allowedProfiles: ['RuntimeDefault', 'not configured'] },
    object: pod({ containers: [container(), secured(type('Unconfined'))] }),
    messages: [
      seccompMessage('Unconfined', 'spec.containers[1].securityContext.seccompProfile', [
        'RuntimeDefault',
        'not configured',
      ]),
    ],
  },
  {
    rule: seccomp,
    says: 'does not take a profile without a type for none',
    parameters: { allowedProfiles: ['RuntimeDefault', 'not configured'] },
    object: podWith({ securityContext: { seccompProfile: {} } }),
    messages: [
      seccompMessage('', 'spec.containers[0].securityContext.seccompProfile', [
        'RuntimeDefault',
        'not configured',
      ]),
    ],
  },
  {
    rule: seccomp,
    says: 'does not read annotations, which Kubernetes no longer follows',
    parameters: { allowedProfiles: profiles },
    object: pod({ containers: [container()] }, { annotations: { [podKey]: 'runtime/default' } }),
    messages: [seccompMessage('not configured', 'spec.containers[0].securityContext.seccompProfile')],
  },
  ...[
    { [podKey]: 'runtime/default' },
    { [appKey]: 'runtime/default' },
    { [podKey]: 'unconfined', [appKey]: 'localhost/audit.json' },
  ].map((annotations) => ({
    rule: annotated,
    says: `takes ${JSON.stringify(annotations)}`,
    parameters: { allowedProfiles: ['runtime/default', 'localhost/*'] },
    object: pod({ containers: [container()] }, { annotations }),
    messages: [],
  })),
  ...[
    {},
    { [podKey]: 'unconfined' },
    { [podKey]: '' },
    { [podKey]: 'runtime/default', [appKey]: 'unconfined' },
  ].map((annotations) => ({
    rule: annotated,
    says: `refuses ${JSON.stringify(annotations)}`,
    parameters: { allowedProfiles: ['runtime/default', 'localhost/*'] },
    object: pod({ containers: [container()] }, { annotations }),
    messages: [annotatedMessage],
  })),
  ...inEachList(annotated, secured(type('RuntimeDefault')), annotatedMessage, {
    allowedProfiles: ['runtime/default', 'localhost/*'],
  }),
  ...['*', 'not configured'].map((allowed) => ({
    rule: annotated,
    says: `takes a Pod without annotations for ${allowed}`,
    parameters: { allowedProfiles: [allowed] },
    object: podWith({}),
    messages: [],
  })),
  ...inEachList(
    apparmor,
    container(),
    'AppArmor profile is not allowed, pod: web, container: app. Allowed profiles: ["localhost/x"]',
    { allowedProfiles: ['localhost/x'] },
  ),
  ...[
    podWith({}, { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } } }),
    podWith({ securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } } }),
    pod({ containers: [container()] }, annotation('localhost/x')),
    podWith({}, windows),
  ].map((object, index) => ({
    rule: apparmor,
    says: `finds the profile chosen, or no use for one (${index + 1})`,
    parameters: { allowedProfiles: ['localhost/x'] },
    object,
    messages: [],
  })),
  {
    rule: apparmor,
    says: 'blocks everything with an empty list, the default of the runtime too',
    parameters: { allowedProfiles: [] },
    object: podWith({}),
    messages: ['AppArmor profile is not allowed, pod: web, container: app. Allowed profiles: []'],
  },
  {
    rule: apparmor,
    says: 'takes everything with a star',
    parameters: { allowedProfiles: ['*'] },
    object: pod({ containers: [container()] }, annotation('unconfined')),
    messages: [],
  },
  {
    rule: apparmor,
    says: 'refuses a profile without a type',
    parameters: { allowedProfiles: ['runtime/default'] },
    object: podWith({ securityContext: { appArmorProfile: {} } }),
    messages: [armorMessage],
  },
  {
    rule: apparmor,
    says: 'leaves out annotations of excluded containers',
    parameters: { allowedProfiles: ['runtime/default'], excludedContainers: ['app'] },
    object: pod({ containers: [container()] }, annotation('unconfined')),
    messages: [],
  },
  {
    rule: apparmor,
    says: 'takes no profile at all',
    parameters: { allowedProfiles: ['runtime/default'] },
    object: podWith({}),
    messages: [],
  },
  {
    rule: apparmor,
    says: 'refuses another annotation',
    parameters: { allowedProfiles: ['runtime/default'] },
    object: pod({ containers: [container()] }, annotation('unconfined')),
    messages: [armorMessage],
  },
  {
    rule: apparmor,
    says: 'takes an allowed annotation',
    parameters: { allowedProfiles: ['runtime/default'] },
    object: pod({ containers: [container()] }, annotation('runtime/default')),
    messages: [],
  },
  {
    rule: apparmor,
    says: 'takes local profiles for localhost/*',
    parameters: { allowedProfiles: ['localhost/*'] },
    object: pod({ containers: [container()] }, annotation('localhost/x')),
    messages: [],
  },
  ...inEachList(apparmor, secured({ appArmorProfile: { type: 'Unconfined' } }), armorMessage, {
    allowedProfiles: ['runtime/default'],
  }),
  {
    rule: apparmor,
    says: 'takes RuntimeDefault',
    parameters: { allowedProfiles: ['runtime/default'] },
    object: podWith({ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }),
    messages: [],
  },
  {
    rule: apparmor,
    says: 'refuses another profile of the Pod',
    parameters: { allowedProfiles: ['runtime/default'] },
    object: podWith(
      {},
      { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } } },
    ),
    messages: ['AppArmor profile is not allowed, pod: web. Allowed profiles: ["runtime/default"]'],
  },
  ...['selinux/v3'].flatMap((rule) => [
    {
      rule,
      says: 'takes the standard types',
      parameters: pss,
      object: podWith({ securityContext: { seLinuxOptions: { type: 'container_t', level: 's0' } } }),
      messages: [],
    },
    {
      rule,
      says: 'takes empty values',
      parameters: pss,
      object: podWith({}, { securityContext: { seLinuxOptions: { type: '', user: '', role: '' } } }),
      messages: [],
    },
    {
      rule,
      says: 'refuses another type of the container',
      parameters: pss,
      object: podWith({ securityContext: { seLinuxOptions: { type: 'spc_t' } } }),
      messages: [
        'SELinux options is not allowed, pod: web, container: app. Allowed options: ["container_t"]',
      ],
    },
    {
      rule,
      says: 'refuses user and role of the Pod',
      parameters: pss,
      object: podWith({}, { securityContext: { seLinuxOptions: { user: 'u', role: 'r' } } }),
      messages: [
        'SELinux options is not allowed, pod: web. Allowed options: ["container_t"]',
        'SELinux options is not allowed, pod: web. Allowed options: ["container_t"]',
      ],
    },
  ]),
  ...['selinux/v1', 'selinux/v2', 'selinux/v3'].flatMap((rule) => [
    {
      rule,
      says: 'takes a listed set',
      parameters: { allowedSELinuxOptions: [{ level: 's0', role: 'object_r' }] },
      object: podWith({ securityContext: { seLinuxOptions: { role: 'object_r', level: 's0' } } }),
      messages: [],
    },
    {
      rule,
      says: 'takes options that leave fields of a listed set open',
      parameters: { allowedSELinuxOptions: [{ level: 's0', role: 'object_r', type: 'svirt_t', user: 'u' }] },
      object: podWith(
        { securityContext: { seLinuxOptions: { type: 'svirt_t' } } },
        { securityContext: { seLinuxOptions: { level: 's0', user: 'u' } } },
      ),
      messages: [],
    },
    {
      rule,
      says: 'does not mix listed sets',
      parameters: { allowedSELinuxOptions: [{ level: 's0' }, { user: 'u' }] },
      object: podWith({}, { securityContext: { seLinuxOptions: { level: 's0', user: 'u' } } }),
      messages: [
        'SELinux options is not allowed, pod: web. Allowed options: [{"level": "s0"}, {"user": "u"}]',
      ],
    },
    {
      rule,
      says: 'refuses another set',
      parameters: { allowedSELinuxOptions: [{ level: 's0' }] },
      object: podWith({ securityContext: { seLinuxOptions: { level: 's1' } } }),
      messages: [
        'SELinux options is not allowed, pod: web, container: app. Allowed options: [{"level": "s0"}]',
      ],
    },
    {
      rule,
      says: 'leaves out by image',
      parameters: { allowedSELinuxOptions: [], excludedImages: ['registry.example/*'] },
      object: podWith({ securityContext: { seLinuxOptions: { level: 's1' } } }),
      messages: [],
    },
  ]),
  ...inEachList(
    users,
    secured({ runAsUser: 0 }),
    'Container app is attempting to run as disallowed user 0. Allowed runAsUser: {"rule": "MustRunAsNonRoot"}',
    nonRoot,
  ),
  ...inEachList(
    users,
    container(),
    'Container app is attempting to run without a required securityContext/runAsNonRoot or securityContext/runAsUser != 0',
    nonRoot,
  ),
  ...[
    podWith({ securityContext: { runAsNonRoot: true } }),
    podWith({}, { securityContext: { runAsNonRoot: true } }),
    podWith({ securityContext: { runAsUser: 5 } }),
    podWith({}, { securityContext: { runAsUser: 5 } }),
  ].map((object, index) => ({
    rule: users,
    says: `takes a user other than root, said in way ${index + 1}`,
    parameters: nonRoot,
    object,
    messages: [],
  })),
  {
    rule: users,
    says: 'refuses runAsNonRoot false of the Pod even where the container says true',
    parameters: nonRoot,
    object: podWith(
      { securityContext: { runAsNonRoot: true } },
      { securityContext: { runAsNonRoot: false } },
    ),
    messages: ['Container app is attempting to run with runAsNonRoot set to false'],
  },
  {
    rule: users,
    says: 'takes anything for RunAsAny',
    parameters: { runAsUser: { rule: 'RunAsAny' }, runAsGroup: { rule: 'RunAsAny' } },
    object: podWith({ securityContext: { runAsUser: 0, runAsGroup: 0 } }),
    messages: [],
  },
  {
    rule: users,
    says: 'wants a user of the ranges',
    parameters: { runAsUser: range },
    object: podWith({ securityContext: { runAsUser: 99 } }),
    messages: [
      `Container app is attempting to run as disallowed user 99. Allowed runAsUser: ${print(range)}`,
    ],
  },
  {
    rule: users,
    says: 'wants a user at all for MustRunAs',
    parameters: { runAsUser: range },
    object: podWith({}),
    messages: [
      `Container app is attempting to run without a required securityContext/runAsUser. Allowed runAsUser: ${print(range)}`,
    ],
  },
  {
    rule: users,
    says: 'takes the ends of a range, and no end for -1',
    parameters: { runAsUser: range, runAsGroup: openRange },
    object: podWith({ securityContext: { runAsUser: 200, runAsGroup: 100000 } }, { securityContext: {} }),
    messages: [],
  },
  ...(['runAsGroup', 'fsGroup', 'supplementalGroups'] as const).flatMap((key) => {
    const value = key === 'supplementalGroups' ? [99] : 99;
    const words = { runAsGroup: 'group', fsGroup: 'fsGroup', supplementalGroups: 'supplementalGroups' };
    return [
      {
        rule: users,
        says: `wants ${key} of the ranges`,
        parameters: { [key]: range },
        object: podWith({}, { securityContext: { [key]: value } }),
        messages: [
          `Container app is attempting to run with disallowed ${words[key]} 99. Allowed ${key}: ${print(range)}`,
        ],
      },
      {
        rule: users,
        says: `wants ${key} at all for MustRunAs`,
        parameters: { [key]: range },
        object: podWith({}),
        messages: [
          `Container app is attempting to run without a required securityContext/${key}. Allowed ${key}: ${print(range)}`,
        ],
      },
      {
        rule: users,
        says: `does not want ${key} for MayRunAs`,
        parameters: { [key]: openRange },
        object: podWith({}),
        messages: [],
      },
    ];
  }),
  ...inEachList(
    'windows-block-container-admin/v1',
    secured({ windowsOptions: { runAsUserName: 'ContainerAdministrator' } }),
    'Container app must not run as ContainerAdministrator, pod: web',
    {},
    ['excludedImages'],
  ),
  {
    rule: 'windows-block-container-admin/v1',
    says: 'reads the user of the Pod',
    object: podWith({}, { securityContext: { windowsOptions: { runAsUserName: 'containeradministrator' } } }),
    messages: ['Container app must not run as ContainerAdministrator, pod: web'],
  },
  {
    rule: 'windows-block-container-admin/v1',
    says: 'lets the container override the Pod',
    object: podWith(
      { securityContext: { windowsOptions: { runAsUserName: 'ContainerUser' } } },
      { securityContext: { windowsOptions: { runAsUserName: 'ContainerAdministrator' } } },
    ),
    messages: [],
  },
  ...inEachList(
    'windows-block-host-process/v1',
    secured({ windowsOptions: { hostProcess: true } }),
    'HostProcess container is not allowed: app, pod: web',
    {},
    ['excludedImages'],
  ),
  {
    rule: 'windows-block-host-process/v1',
    says: 'refuses it for the Pod',
    object: podWith({}, { securityContext: { windowsOptions: { hostProcess: true } } }),
    messages: ['HostProcess containers are not allowed, pod: web'],
  },
  {
    rule: 'windows-container-allowed-usernames/v1',
    says: 'leaves Linux Pods',
    parameters: { allowedUserNames: [] },
    object: podWith({}),
    messages: [],
  },
  {
    rule: 'windows-container-allowed-usernames/v1',
    says: 'takes ContainerUser for no name',
    parameters: { allowedUserNames: ['ContainerUser'] },
    object: podWith({}, windows),
    messages: [],
  },
  {
    rule: 'windows-container-allowed-usernames/v1',
    says: 'takes a domain',
    parameters: { allowedUserNames: ['CORP\\*'] },
    object: podWith({ securityContext: { windowsOptions: { runAsUserName: 'corp\\eve' } } }, windows),
    messages: [],
  },
  {
    rule: 'windows-container-allowed-usernames/v1',
    says: 'refuses others',
    parameters: { allowedUserNames: ['ContainerUser'] },
    object: podWith(
      { securityContext: { windowsOptions: { runAsUserName: 'eve' } } },
      { nodeSelector: { 'kubernetes.io/os': 'windows' } },
    ),
    messages: [
      'Container app is attempting to run as disallowed user eve. Allowed user names: ["ContainerUser"]',
    ],
  },
];
