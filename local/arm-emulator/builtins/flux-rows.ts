import type { JsonObject } from '../../../shared/policy/index';
import { type BuiltInFacts, parameterValue } from './built-in-definition';
import { type CompanionDeployment, type CompanionRow, onCluster, unlessEmpty } from './companion-definition';
import { flag, integer, type PolicyParameter, resourceId, text } from './policy-parameter';

type Parameters = Readonly<Record<string, PolicyParameter>>;

const type = 'Microsoft.KubernetesConfiguration/fluxConfigurations';
const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const is = (path: string, parameter: string): JsonObject => ({
  field: `${type}/${path}`,
  equals: parameterValue(parameter),
});

const configuration: Parameters = {
  configurationName: text(),
  configurationNamespace: text('default'),
  configurationScope: text('cluster', ['cluster', 'namespace']),
};
const references = {
  branch: 'repositoryRefBranch',
  tag: 'repositoryRefTag',
  semver: 'repositoryRefSemver',
  commit: 'repositoryRefCommit',
};
const repository = (timeout: boolean): Parameters => ({
  repositoryUrl: text(),
  ...(timeout ? { repositoryTimeout: integer(600) } : {}),
  repositorySyncInterval: integer(600),
  ...Object.fromEntries(Object.values(references).map((name) => [name, text('')])),
});
const bucket: Parameters = {
  bucketUrl: text(),
  bucketName: text(),
  bucketTimeout: integer(600),
  bucketSyncInterval: integer(600),
  bucketInsecure: flag(false),
};
const kustomization = (retry: boolean): Parameters => ({
  kustomizationName: text('kustomization-1'),
  kustomizationPath: text('./'),
  kustomizationTimeout: integer(600),
  kustomizationSyncInterval: integer(600),
  ...(retry ? { kustomizationRetryInterval: integer(600) } : {}),
  kustomizationPrune: flag(false),
  kustomizationForce: flag(false),
});

interface FluxRow extends BuiltInFacts {
  readonly source: 'gitRepository' | 'bucket';
  /** The parameters of the source, then those of signing in to it. */
  readonly parameters: Parameters;
  /** Whether the interval of repeating a failed kustomization is a parameter. */
  readonly retry: boolean;
  /** Further properties of the source that have to fit: path in the resource → parameter. */
  readonly signIn: Readonly<Record<string, string>>;
  /** The same for what the template calls otherwise than the resource's alias. */
  readonly written?: Readonly<Record<string, string>>;
  /** The protected setting that holds the secret, from a key vault. */
  readonly secret?: { readonly setting: string; readonly vault: string; readonly name: string };
}

const rows: readonly FluxRow[] = [
  {
    id: 'bf1a31be-3b79-5ba8-c9e0-9a8c9ad9f749',
    displayName:
      'Configure Kubernetes clusters with Flux v2 configuration using Git repository and HTTPS secrets',
    description: 'Keeps clusters as a Git repository says, read over HTTPS with a user and a key.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    source: 'gitRepository',
    retry: false,
    parameters: {
      ...repository(false),
      repositoryHttpsUser: text(),
      httpsKeyKeyVaultSecretName: text(),
      keyVaultName: resourceId('Microsoft.KeyVault/vaults'),
      repositoryHttpsCACert: text(''),
    },
    signIn: { httpsUser: 'repositoryHttpsUser', httpsCAFile: 'repositoryHttpsCACert' },
    written: { httpsUser: 'repositoryHttpsUser', httpsCACert: 'repositoryHttpsCACert' },
    secret: { setting: 'httpsKey', vault: 'keyVaultName', name: 'httpsKeyKeyVaultSecretName' },
  },
  {
    id: '2630c91f-8a20-8f43-14a2-2485b648e2a9',
    displayName:
      'Configure Kubernetes clusters with Flux v2 configuration using Git repository and HTTPS CA Certificate',
    description:
      'Keeps clusters as a Git repository says, read over HTTPS with an own certificate authority.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.1'],
    source: 'gitRepository',
    retry: true,
    parameters: { ...repository(true), repositoryHttpsCACert: text() },
    signIn: { httpsCAFile: 'repositoryHttpsCACert' },
    written: { httpsCACert: 'repositoryHttpsCACert' },
  },
  {
    id: 'b6c7fd52-4723-5f4d-a157-3d39bd16a1d7',
    displayName:
      'Configure Kubernetes clusters with Flux v2 configuration using Git repository and local secrets',
    description: 'Keeps clusters as a Git repository says, with a secret that is in the cluster.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    source: 'gitRepository',
    retry: true,
    parameters: { ...repository(true), repositoryLocalAuthRef: text() },
    signIn: { localAuthRef: 'repositoryLocalAuthRef' },
  },
  {
    id: '9e980dca-f3e1-8da3-6717-ad37b1ca6b27',
    displayName:
      'Configure Kubernetes clusters with Flux v2 configuration using Git repository and SSH secrets',
    description: 'Keeps clusters as a Git repository says, read over SSH with a private key.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    source: 'gitRepository',
    retry: false,
    parameters: {
      ...repository(true),
      keyVaultSecretName: text(),
      keyVaultName: resourceId('Microsoft.KeyVault/vaults'),
      repositorySshKnownHosts: text(''),
    },
    signIn: { sshKnownHosts: 'repositorySshKnownHosts' },
    secret: { setting: 'sshPrivateKey', vault: 'keyVaultName', name: 'keyVaultSecretName' },
  },
  {
    id: '83ea2fd1-9eaf-2f6d-f672-cd7b2ac798f6',
    displayName: 'Configure Kubernetes clusters with Flux v2 configuration using public Git repository',
    description: 'Keeps clusters as a public Git repository says.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    source: 'gitRepository',
    retry: true,
    parameters: repository(true),
    signIn: {},
  },
  {
    id: 'b8c1d6c1-6137-97c6-9c34-d4627e54ca26',
    displayName: 'Configure Kubernetes clusters with specified Flux v2 Bucket source using local secrets',
    description: 'Keeps clusters as the files of a bucket say, with a secret that is in the cluster.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    source: 'bucket',
    retry: true,
    parameters: { ...bucket, bucketLocalAuthRef: text() },
    signIn: { localAuthRef: 'bucketLocalAuthRef' },
  },
  {
    id: '5174c1db-ca42-e0d4-b320-4f1cf6a1fa93',
    displayName:
      'Configure Kubernetes clusters with Flux v2 configuration using Bucket source and secrets in KeyVault',
    description: 'Keeps clusters as the files of a bucket say, with an access key from a key vault.',
    version: '1.1.0',
    published: ['1.1.0', '1.0.0'],
    source: 'bucket',
    retry: true,
    parameters: {
      ...bucket,
      bucketAccessKey: text(),
      keyVaultSecretName: text(),
      keyVaultName: resourceId('Microsoft.KeyVault/vaults'),
    },
    signIn: { accessKey: 'bucketAccessKey' },
    secret: { setting: 'bucketSecretKey', vault: 'keyVaultName', name: 'keyVaultSecretName' },
  },
];

/** Flux configurations that clusters have to have. */
export const fluxRows: readonly CompanionRow[] = rows.map((row) => {
  const { source, retry, parameters, signIn, written, secret, ...facts } = row;
  return {
    ...facts,
    targets: 'both',
    effect: text('DeployIfNotExists', ['DeployIfNotExists', 'Disabled']),
    related: { type, existenceCondition: { allOf: existence(row) } },
    roles: [contributor],
    parameters: { ...configuration, ...parameters, ...kustomization(retry) },
    deployment: deployment(row),
  };
});

function existence({ source, parameters, signIn }: FluxRow): JsonObject[] {
  const hasTimeout = 'repositoryTimeout' in parameters;
  const ofSource =
    source === 'bucket'
      ? [
          is('bucket.url', 'bucketUrl'),
          is('bucket.timeoutInSeconds', 'bucketTimeout'),
          is('bucket.syncIntervalInSeconds', 'bucketSyncInterval'),
          is('bucket.insecure', 'bucketInsecure'),
          is('bucket.bucketName', 'bucketName'),
        ]
      : [
          is('gitRepository.url', 'repositoryUrl'),
          ...(hasTimeout ? [is('gitRepository.timeoutInSeconds', 'repositoryTimeout')] : []),
          is('gitRepository.syncIntervalInSeconds', 'repositorySyncInterval'),
          {
            anyOf: Object.entries(references).map(([name, parameter]) =>
              is(`gitRepository.repositoryRef.${name}`, parameter),
            ),
          },
        ];
  return [
    is('scope', 'configurationScope'),
    is('namespace', 'configurationNamespace'),
    ...ofSource,
    ...Object.entries(signIn).map(([name, parameter]) => is(`${source}.${name}`, parameter)),
    { field: `${type}/provisioningState`, notEquals: 'Failed' },
  ];
}

function deployment(row: FluxRow): CompanionDeployment {
  const { source, secret, retry } = row;
  const isBucket = source === 'bucket';
  const signIn = Object.entries(row.written ?? row.signIn).map(([name, parameter]) => [
    name,
    unlessEmpty(parameter),
  ]);
  const refs = Object.entries(references).map(([name, parameter]) => [name, unlessEmpty(parameter)]);
  return {
    ...(secret === undefined ? {} : { secrets: { [secret.setting]: [secret.vault, secret.name] as const } }),
    resources: [
      {
        type,
        apiVersion: '2023-05-01',
        name: parameterValue('configurationName'),
        scope: onCluster,
        properties: {
          scope: parameterValue('configurationScope'),
          namespace: parameterValue('configurationNamespace'),
          sourceKind: isBucket ? 'Bucket' : 'GitRepository',
          [source]: {
            url: parameterValue(isBucket ? 'bucketUrl' : 'repositoryUrl'),
            timeoutInSeconds: timeout(row),
            syncIntervalInSeconds: parameterValue(isBucket ? 'bucketSyncInterval' : 'repositorySyncInterval'),
            ...(isBucket
              ? { bucketName: parameterValue('bucketName'), insecure: parameterValue('bucketInsecure') }
              : { repositoryRef: Object.fromEntries(refs) }),
            ...Object.fromEntries(signIn),
          },
          ...(secret === undefined
            ? {}
            : { configurationProtectedSettings: { [secret.setting]: parameterValue(secret.setting) } }),
          kustomizations: {
            [parameterValue('kustomizationName')]: {
              path: parameterValue('kustomizationPath'),
              timeoutInSeconds: parameterValue('kustomizationTimeout'),
              syncIntervalInSeconds: parameterValue('kustomizationSyncInterval'),
              retryIntervalInSeconds: parameterValue(
                retry ? 'kustomizationRetryInterval' : 'kustomizationSyncInterval',
              ),
              prune: parameterValue('kustomizationPrune'),
              force: parameterValue('kustomizationForce'),
            },
          },
        },
      },
    ],
  };
}

function timeout({ source, parameters }: FluxRow): string | number {
  if (source === 'bucket') return parameterValue('bucketTimeout');
  return 'repositoryTimeout' in parameters ? parameterValue('repositoryTimeout') : 600;
}
