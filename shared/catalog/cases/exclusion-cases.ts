import type { JsonObject } from '../json';
import { type CatalogCase, container, inEachList, pod, podWith, secured } from './catalog-case';

const windows = { os: { name: 'windows' } };
const others = ['other', 'registry.example/app', 'registry.example/app:1*2', '*/app:1'];
const image = 'registry.example/app:1';
const token = { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: 't' };

/** A rule on the whole Pod: it applies as soon as one container is not left out. */
interface PodRule {
  readonly rule: string;
  readonly spec: JsonObject;
  readonly fields?: JsonObject;
  readonly parameters?: JsonObject;
  readonly message: string;
  readonly exclusions?: readonly ('excludedContainers' | 'excludedImages')[];
}

const hostPath = { volumes: [{ name: 'v', hostPath: { path: '/var' } }] };
const podRules: readonly PodRule[] = [
  ...['v1', 'v2', 'v3'].map((version) => ({
    rule: `block-host-namespace/${version}`,
    spec: { hostPID: true },
    message: 'Sharing the host namespace is not allowed: web',
    exclusions: ['excludedContainers', 'excludedImages'] as const,
  })),
  {
    rule: 'block-automount-token/v2',
    spec: { automountServiceAccountToken: true },
    message: 'Automounting service account token is disallowed, pod: web',
  },
  {
    rule: 'allowed-volume-types/v2',
    spec: { volumes: [{ name: 'v', emptyDir: {} }] },
    parameters: { volumes: ['secret'] },
    message: 'The volume type emptyDir is not allowed, pod: web. Allowed volume types: ["secret"]',
  },
  {
    rule: 'container-restricted-image-pulls/v1',
    spec: {},
    message: 'web in shop does not have imagePullSecrets. Unauthenticated image pulls are not recommended.',
  },
  {
    rule: 'allowed-host-paths/v4',
    spec: hostPath,
    fields: { volumeMounts: [{ name: 'v' }] },
    message:
      'HostPath volume {"hostPath": {"path": "/var"}, "name": "v"} is not allowed, pod: web. Allowed path: []',
  },
  {
    rule: 'windows-block-host-process/v1',
    spec: { securityContext: { windowsOptions: { hostProcess: true } } },
    message: 'HostProcess containers are not allowed, pod: web',
  },
  {
    rule: 'enforce-apparmor-profile/v3',
    spec: { securityContext: { appArmorProfile: { type: 'Unconfined' } } },
    parameters: { allowedProfiles: ['runtime/default'] },
    message: 'AppArmor profile is not allowed, pod: web. Allowed profiles: ["runtime/default"]',
    exclusions: ['excludedContainers', 'excludedImages'],
  },
  {
    rule: 'selinux/v3',
    spec: { securityContext: { seLinuxOptions: { user: 'u' } } },
    parameters: { enforcePSS: true, allowedSELinuxTypes: ['container_t'] },
    message: 'SELinux options is not allowed, pod: web. Allowed options: ["container_t"]',
  },
];

const fitting = { excludedContainers: [['app']], excludedImages: [[image], ['*']] };

function casesOf({ rule, spec, fields = {}, parameters = {}, message, exclusions }: PodRule): CatalogCase[] {
  return (exclusions ?? ['excludedImages']).flatMap((key) => [
    ...fitting[key].map((value) => ({
      rule,
      says: `leaves out a Pod of containers that ${key} ${JSON.stringify(value)} leaves out`,
      parameters: { ...parameters, [key]: value },
      object: podWith(fields, spec),
      messages: [],
    })),
    {
      rule,
      says: `judges a Pod of which ${key} leaves out some containers only`,
      parameters: { ...parameters, [key]: key === 'excludedContainers' ? ['app'] : [image] },
      object: pod({
        containers: [container(fields)],
        initContainers: [{ ...fields, name: 'b', image: 'c' }],
        ...spec,
      }),
      messages: [message],
    },
    {
      rule,
      says: `is not moved by ${key} that do not fit`,
      parameters: { ...parameters, [key]: others },
      object: podWith(fields, spec),
      messages: [message],
    },
  ]);
}

const withWindows = (cases: readonly CatalogCase[]): CatalogCase[] =>
  cases.map((each) => ({
    ...each,
    object: { ...each.object, spec: { ...(each.object['spec'] as JsonObject), ...windows } },
  }));

const unconfined = secured({ seccompProfile: { type: 'Unconfined' } });
const seccompMessage = (list: string): string =>
  `Seccomp profile 'Unconfined' is not allowed for container 'app'. Found at: spec.${list}[0].securityContext.seccompProfile. Allowed profiles: ["RuntimeDefault"]`;

/** Cases of who is left out, for rules on whole Pods and for those whose messages depend on the list. */
export const exclusionCases: readonly CatalogCase[] = [
  ...podRules.flatMap(casesOf),
  ...['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => [
    ...inEachList(
      'allowed-seccomp-profiles/v3',
      unconfined,
      seccompMessage(list),
      { allowedProfiles: ['RuntimeDefault'] },
      list === 'containers' ? undefined : [],
      [list],
    ),
    {
      rule: 'block-automount-token/v2',
      says: `finds the mount that the API server adds in ${list}`,
      object: pod({ [list]: [container({ volumeMounts: [token] })] }),
      messages: ['Automounting service account token is disallowed, pod: web'],
    },
    {
      rule: 'allowed-host-paths/v4',
      says: `finds a writable mount in ${list}`,
      parameters: { allowedHostPaths: [{ pathPrefix: '/var', readOnly: true }] },
      object: pod({
        ...hostPath,
        [list]: [container({ volumeMounts: [{ name: 'v', readOnly: true }, { name: 'v' }] })],
      }),
      messages: [
        'HostPath volume {"hostPath": {"path": "/var"}, "name": "v"} is not allowed, pod: web. Allowed path: [{"pathPrefix": "/var", "readOnly": true}]',
      ],
    },
  ]),
  ...['selinux/v2', 'selinux/v3'].flatMap((rule) =>
    inEachList(
      rule,
      secured({ seLinuxOptions: { level: 's1' } }),
      'SELinux options is not allowed, pod: web, container: app. Allowed options: [{"level": "s0"}]',
      { allowedSELinuxOptions: [{ level: 's0' }] },
      ['excludedImages'],
    ),
  ),
  ...withWindows(
    inEachList(
      'windows-container-allowed-usernames/v1',
      secured({ windowsOptions: { runAsUserName: 'eve' } }),
      'Container app is attempting to run as disallowed user eve. Allowed user names: ["ContainerUser"]',
      { allowedUserNames: ['ContainerUser'] },
      ['excludedImages'],
    ),
  ),
];
