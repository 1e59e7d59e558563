import type { JsonObject } from '../../../shared/policy/index';
import { type BuiltInFacts, parameterValue } from './built-in-definition';
import { type CompanionRow, onCluster, unlessEmpty } from './companion-definition';
import { type PolicyParameter, resourceId, text } from './policy-parameter';

const type = 'Microsoft.KubernetesConfiguration/sourceControlConfigurations';
const is = (path: string, equals: string): JsonObject => ({ field: `${type}/${path}`, equals });

interface GitOpsRow extends BuiltInFacts {
  readonly parameters: Readonly<Record<string, PolicyParameter>>;
  /** Protected settings → the parameter that names the secret in the key vault. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly knownHosts: boolean;
}

const effects = ['AuditIfNotExists', 'DeployIfNotExists', 'Disabled'].flatMap((effect) => [
  `${effect.charAt(0).toLowerCase()}${effect.slice(1)}`,
  effect,
]);
const keyVault = { keyVaultResourceId: resourceId('Microsoft.KeyVault/vaults', '') };

const rows: readonly GitOpsRow[] = [
  {
    id: 'a6f560f4-f582-4b67-b123-a37dcd1bf7ea',
    displayName: 'Configure Kubernetes clusters with specified GitOps configuration using HTTPS secrets',
    description: 'Keeps clusters as a Git repository says (Flux v1), read over HTTPS with a user and a key.',
    version: '1.1.0',
    parameters: {
      ...keyVault,
      httpsUserKeyVaultSecretName: text(''),
      httpsKeyKeyVaultSecretName: text(''),
    },
    secrets: { httpsUser: 'httpsUserKeyVaultSecretName', httpsKey: 'httpsKeyKeyVaultSecretName' },
    knownHosts: false,
  },
  {
    id: 'c050047b-b21b-4822-8a2d-c1e37c3c0c6a',
    displayName: 'Configure Kubernetes clusters with specified GitOps configuration using SSH secrets',
    description: 'Keeps clusters as a Git repository says (Flux v1), read over SSH with a private key.',
    version: '1.1.0',
    parameters: {
      sshKnownHostsContents: text(''),
      ...keyVault,
      sshPrivateKeyKeyVaultSecretName: text(''),
    },
    secrets: { sshPrivateKey: 'sshPrivateKeyKeyVaultSecretName' },
    knownHosts: true,
  },
  {
    id: '1d61c4d2-aef2-432b-87fc-7f96b019b7e1',
    displayName: 'Configure Kubernetes clusters with specified GitOps configuration using no secrets',
    description: 'Keeps clusters as a public Git repository says (Flux v1).',
    version: '1.1.0',
    parameters: {},
    secrets: {},
    knownHosts: false,
  },
];

const common: Readonly<Record<string, PolicyParameter>> = {
  configurationResourceName: text(),
  operatorInstanceName: text(),
  operatorNamespace: text(),
  operatorScope: text('namespace', ['cluster', 'namespace']),
  operatorType: text('Flux', ['Flux']),
  operatorParams: text(''),
  repositoryUrl: text(),
  enableHelmOperator: text('true', ['true', 'false']),
  chartVersion: text('1.2.0'),
  chartValues: text(''),
};

/** Source control configurations, the predecessor of Flux v2, that clusters have to have. */
export const gitOpsRows: readonly CompanionRow[] = rows.map(
  ({ parameters, secrets, knownHosts, ...facts }) => ({
    ...facts,
    targets: 'both',
    effect: text('DeployIfNotExists', effects),
    related: {
      type,
      name: parameterValue('configurationResourceName'),
      deploymentScope: 'ResourceGroup',
      existenceCondition: existence(knownHosts),
    },
    roles: ['b24988ac-6180-42a0-ab88-20f7382dd24c'],
    parameters: { ...common, ...parameters },
    deployment: {
      secrets: Object.fromEntries(
        Object.entries(secrets).map(([setting, secret]) => [
          setting,
          ['keyVaultResourceId', secret] as const,
        ]),
      ),
      resources: [resource(Object.keys(secrets), knownHosts)],
    },
  }),
);

function existence(knownHosts: boolean): JsonObject {
  return {
    allOf: [
      {
        field: `${type}/operatorParams`,
        // The service itself puts the flag in front.
        in: [parameterValue('operatorParams'), "[concat('--git-readonly ',parameters('operatorParams'))]"],
      },
      is('repositoryUrl', parameterValue('repositoryUrl')),
      ...(knownHosts ? [is('sshKnownHostsContents', parameterValue('sshKnownHostsContents'))] : []),
      {
        anyOf: [
          is('enableHelmOperator', 'false'),
          {
            allOf: [
              is('enableHelmOperator', 'true'),
              is('helmOperatorProperties.chartVersion', parameterValue('chartVersion')),
              is('helmOperatorProperties.chartValues', parameterValue('chartValues')),
            ],
          },
        ],
      },
    ],
  };
}

function resource(settings: readonly string[], knownHosts: boolean): JsonObject {
  const plain = [
    'operatorInstanceName',
    'operatorNamespace',
    'operatorScope',
    'operatorType',
    'operatorParams',
    'repositoryUrl',
    'enableHelmOperator',
  ];
  return {
    type,
    apiVersion: '2023-05-01',
    name: parameterValue('configurationResourceName'),
    scope: onCluster,
    properties: {
      ...Object.fromEntries(plain.map((name) => [name, parameterValue(name)])),
      helmOperatorProperties: {
        chartVersion: parameterValue('chartVersion'),
        chartValues: parameterValue('chartValues'),
      },
      ...(knownHosts ? { sshKnownHostsContents: unlessEmpty('sshKnownHostsContents') } : {}),
      ...(settings.length === 0
        ? {}
        : {
            configurationProtectedSettings: Object.fromEntries(
              settings.map((name) => [name, parameterValue(name)]),
            ),
          }),
    },
  };
}
