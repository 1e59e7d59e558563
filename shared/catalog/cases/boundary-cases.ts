import type { JsonObject } from '../json';
import { type CatalogCase, container, pod, podWith, resource } from './catalog-case';

const images = 'container-allowed-images/v2';
const anyAcr = '^[^\\/]+\\.azurecr\\.io\\/.+$';
const refusedImage = (image: string): string =>
  `Container image ${image} for container app has not been allowed.`;
const hostPorts = 'host-network-ports/v4';
const portMessage = (parameters: string): string =>
  `The specified hostNetwork and hostPort are not allowed, pod: web, container: app. Allowed values: ${parameters}`;
const sysctls = (...names: string[]): JsonObject =>
  pod({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } });
const hook = { lifecycle: { preStop: { exec: { command: ['true'] } } } };
const ports = (...numbers: number[]): JsonObject =>
  resource('v1', 'Service', { spec: { ports: numbers.map((port) => ({ port })) } });

/** What is just taken, and just refused. */
export const boundaryCases: readonly CatalogCase[] = [
  ...['hogwarts.azurecr.io/owl', 'hogwarts.azurecr.io/owl:1', 'hogwarts.azurecr.io/post/owl@sha256:0123'].map(
    (image) => ({
      rule: images,
      says: `takes ${image} of any registry in Azure`,
      parameters: { imageRegex: anyAcr },
      object: podWith({ image }),
      messages: [],
    }),
  ),
  ...[
    'owl',
    'docker.io/library/owl:1',
    'hogwarts.azurecr.io:443/owl',
    'evil.example/hogwarts.azurecr.io/owl',
    'hogwartsXazurecrXio/owl',
    'hogwarts.azurecr.io/',
  ].map((image) => ({
    rule: images,
    says: `refuses ${image}: nothing is read into a reference`,
    parameters: { imageRegex: anyAcr },
    object: podWith({ image }),
    messages: [refusedImage(image)],
  })),
  {
    rule: images,
    says: 'looks anywhere in the reference without anchors',
    parameters: { imageRegex: 'azurecr' },
    object: podWith({ image: 'evil.example/azurecr' }),
    messages: [],
  },
  {
    rule: images,
    says: 'refuses everything where the expression is none',
    parameters: { imageRegex: '(' },
    object: podWith({}),
    messages: [refusedImage('registry.example/app:1')],
  },
  ...['registry.example:5000/app:LATEST', 'app:latest@sha256:0123', 'app:v1'].map((image) => ({
    rule: 'container-no-latest-image/v2',
    says: `takes ${image}`,
    object: podWith({ image }),
    messages: [],
  })),
  {
    rule: 'container-no-latest-image/v2',
    says: 'does not take the port of a registry for a tag',
    object: podWith({ image: 'registry.example:5000/app' }),
    messages: ["container <app> didn't specify an image tag <registry.example:5000/app>"],
  },
  ...[true, false].map((allowHostNetwork) => ({
    rule: hostPorts,
    says: `${allowHostNetwork ? 'takes' : 'refuses'} the host network for ${allowHostNetwork}`,
    parameters: { allowHostNetwork },
    object: podWith({}, { hostNetwork: true }),
    messages: allowHostNetwork ? [] : [portMessage('{"allowHostNetwork": false}')],
  })),
  ...[2999, 5001].map((hostPort) => ({
    rule: hostPorts,
    says: `refuses ${hostPort} beside a range`,
    parameters: { allowedHostPorts: ['3000 - 5000'] },
    object: podWith({ ports: [{ hostPort }] }),
    messages: [portMessage('{"allowedHostPorts": ["3000 - 5000"]}')],
  })),
  ...['3000-', '-', 'any', '*', '80-90-100'].map((range) => ({
    rule: hostPorts,
    says: `takes no port for ${range}, which is no range`,
    parameters: { allowedHostPorts: [range] },
    object: podWith({ ports: [{ hostPort: 85 }] }),
    messages: [portMessage(`{"allowedHostPorts": [${JSON.stringify(range)}]}`)],
  })),
  ...[79, 91].map((hostPort) => ({
    rule: 'host-network-ports/v3',
    says: `refuses ${hostPort} beside the range`,
    parameters: { minPort: 80, maxPort: 90 },
    object: podWith({ ports: [{ hostPort }] }),
    messages: [portMessage('{"maxPort": 90, "minPort": 80}')],
  })),
  ...[['*'], ['kernel.*'], ['kernel.shm_rmid_forced']].map((allowedSysctls) => ({
    rule: 'allowed-sysctl-interfaces/v1',
    says: `takes a name for ${JSON.stringify(allowedSysctls)}`,
    parameters: { allowedSysctls },
    object: sysctls('kernel.shm_rmid_forced'),
    messages: [],
  })),
  ...[[], ['kernel'], ['*.shm_rmid_forced'], ['Kernel.shm_rmid_forced']].map((allowedSysctls) => ({
    rule: 'allowed-sysctl-interfaces/v1',
    says: `refuses a name for ${JSON.stringify(allowedSysctls)}`,
    parameters: { allowedSysctls },
    object: sysctls('kernel.shm_rmid_forced'),
    messages: [
      `The sysctl kernel.shm_rmid_forced is not explicitly allowed, pod: web. Allowed sysctls: ${JSON.stringify(allowedSysctls).replaceAll(',', ', ')}`,
    ],
  })),
  ...[[], ['kernel'], ['net.*', 'kernel.msgmin']].map((forbiddenSysctls) => ({
    rule: 'forbidden-sysctl-interfaces/v1',
    says: `takes a name for ${JSON.stringify(forbiddenSysctls)}`,
    parameters: { forbiddenSysctls },
    object: sysctls('kernel.msgmax'),
    messages: [],
  })),
  {
    rule: 'flexvolume-drivers/v1',
    says: 'takes listed drivers, and volumes of other types',
    parameters: { allowedFlexVolumeDrivers: ['example/good'] },
    object: pod({
      volumes: [
        { name: 'g', flexVolume: { driver: 'example/good' } },
        { name: 'e', emptyDir: {} },
      ],
    }),
    messages: [],
  },
  {
    rule: 'flexvolume-drivers/v1',
    says: 'blocks every driver with an empty list',
    parameters: { allowedFlexVolumeDrivers: [] },
    object: pod({ volumes: [{ name: 'g', flexVolume: { driver: 'example/good' } }] }),
    messages: [
      'FlexVolume {"flexVolume": {"driver": "example/good"}, "name": "g"} is not allowed, pod: web. Allowed drivers: []',
    ],
  },
  {
    rule: 'container-no-privilege-escalation/v4',
    says: 'takes false when forced',
    parameters: { forcePrivilegeEscalationToBeFalse: true },
    object: podWith({ securityContext: { allowPrivilegeEscalation: false } }),
    messages: [],
  },
  ...['allowedContainerPorts', 'allowedPorts'].flatMap((name) =>
    [80, 81].map((containerPort) => ({
      rule: 'container-allowed-ports/v1',
      says: `reads ${name} alone, for ${containerPort}`,
      parameters: { [name]: ['80'] },
      object: podWith({ ports: [{ containerPort }] }),
      messages: containerPort === 80 ? [] : ['Port 81 for container app has not been allowed.'],
    })),
  ),
  ...['allowedServicePorts', 'allowedPorts'].flatMap((name) =>
    [443, 80].map((port) => ({
      rule: 'service-allowed-ports/v1',
      says: `reads ${name} alone, for ${port}`,
      parameters: { [name]: ['443'] },
      object: ports(443, port),
      messages: port === 443 ? [] : ['Port 80 for service web has not been allowed.'],
    })),
  ),
  {
    rule: 'service-allowed-ports/v1',
    says: 'blocks every port with an empty list',
    parameters: { allowedServicePorts: [], allowedPorts: [] },
    object: ports(443),
    messages: ['Port 443 for service web has not been allowed.'],
  },
  {
    rule: 'container-enforce-pre-stop-hook/v1',
    says: 'takes hooks in all containers',
    object: resource('apps/v1', 'Deployment', {
      spec: { template: { spec: { containers: [container(hook)] } } },
    }),
    messages: [],
  },
  {
    rule: 'require-ingress-host/v2',
    says: 'takes hosts in all rules, and an Ingress without rules',
    object: resource('networking.k8s.io/v1', 'Ingress', { spec: { rules: [{ host: '*.example' }] } }),
    messages: [],
  },
  {
    rule: 'ingress-hostnames-conflict/v1',
    says: 'still judges other namespaces than the excluded ones',
    parameters: { excludedNamespaces: ['third'] },
    object: resource('extensions/v1beta1', 'Ingress', { spec: { rules: [{ host: 'a.example' }] } }),
    inventory: {
      namespace: Object.fromEntries(
        ['other', 'third'].map((namespace) => [
          namespace,
          {
            'extensions/v1beta1': {
              Ingress: {
                theirs: resource('extensions/v1beta1', 'Ingress', {
                  spec: { rules: [{ host: 'a.example' }] },
                }),
              },
            },
          },
        ]),
      ),
    },
    messages: [
      'Ingress host conflicts with an existing ingress <a.example> of ingress <theirs> in namespace <other>',
    ],
  },
  ...[['ContainerUser', 'DOMAIN\\*'], ['domain\\eve']].map((allowedUserNames) => ({
    rule: 'windows-container-allowed-usernames/v1',
    says: `takes a user of a domain for ${JSON.stringify(allowedUserNames)}`,
    parameters: { allowedUserNames },
    object: podWith(
      {},
      { os: { name: 'windows' }, securityContext: { windowsOptions: { runAsUserName: 'Domain\\Eve' } } },
    ),
    messages: [],
  })),
  ...[
    { names: [], shown: '[]' },
    { names: ['DOM\\*'], shown: '["DOM\\\\*"]' },
    { names: ['DOMAIN*'], shown: '["DOMAIN*"]' },
  ].map(({ names, shown }) => ({
    rule: 'windows-container-allowed-usernames/v1',
    says: `refuses a user of a domain for ${shown}`,
    parameters: { allowedUserNames: names },
    object: podWith(
      {},
      { os: { name: 'windows' }, securityContext: { windowsOptions: { runAsUserName: 'DOMAIN\\eve' } } },
    ),
    messages: [
      `Container app is attempting to run as disallowed user DOMAIN\\eve. Allowed user names: ${shown}`,
    ],
  })),
  {
    rule: 'windows-container-allowed-usernames/v1',
    says: 'blocks every Windows container with an empty list',
    parameters: { allowedUserNames: [] },
    object: podWith({}, { os: { name: 'windows' } }),
    messages: ['Container app is attempting to run as disallowed user ContainerUser. Allowed user names: []'],
  },
];
