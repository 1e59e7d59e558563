import type { JsonObject, JsonValue } from '../../../shared/policy/index';
import { type BuiltInFacts, builtInDefinition } from './built-in-definition';
import type { PolicyParameter } from './policy-parameter';
import { policyRule } from './policy-rule';

/** What a companion definition deploys beside a cluster. */
export interface CompanionDeployment {
  /**
   * Template resources. The template has the policy's own parameters under their names, and `clusterId`,
   * `clusterName`, `clusterType` and `clusterLocation`.
   */
  readonly resources: readonly JsonObject[];
  /** Further template parameters; a string type where it is not told. */
  readonly values?: Readonly<Record<string, string>>;
  /** Template parameters that come from a key vault: its id and the name of the secret, both policy parameters. */
  readonly secrets?: Readonly<Record<string, readonly [vault: string, secret: string]>>;
  /** Given for a deployment at the subscription. */
  readonly location?: string;
}

/** What tells one definition that asks for a resource beside a cluster from another. */
export interface CompanionRow extends BuiltInFacts {
  readonly targets: 'aks' | 'arc' | 'both';
  /** What clusters must be like to be looked at. */
  readonly conditions?: readonly JsonObject[];
  readonly effect: PolicyParameter;
  /** The details that find the companion: `type`, `name`, `existenceCondition` and so on. */
  readonly related: JsonObject;
  /** GUIDs of the roles that the deployment needs. */
  readonly roles?: readonly string[];
  readonly parameters?: Readonly<Record<string, PolicyParameter>>;
  readonly deployment?: CompanionDeployment;
}

const aks = 'Microsoft.ContainerService/managedClusters';
const arc = 'Microsoft.Kubernetes/connectedClusters';
const targets: Readonly<Record<CompanionRow['targets'], JsonObject>> = {
  aks: { field: 'type', equals: aks },
  arc: { field: 'type', equals: arc },
  both: { field: 'type', in: [arc, aks] },
};

/** The scope of an extension resource on the cluster, as template resources take it. */
export const onCluster = "[concat(parameters('clusterType'), '/', parameters('clusterName'))]";

/** The ARM resource of a companion definition. */
export function companionDefinition(row: CompanionRow): JsonObject {
  const isTarget = targets[row.targets];
  const own = row.parameters ?? {};
  const details: Record<string, JsonValue> = { ...row.related };
  if (row.roles !== undefined)
    details['roleDefinitionIds'] = row.roles.map(
      (role) => `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    );
  if (row.deployment !== undefined) details['deployment'] = deploymentOf(row.deployment, own);
  return builtInDefinition(
    'policyDefinitions',
    row,
    { effect: row.effect, ...own },
    {
      mode: 'Indexed',
      policyRule: policyRule(
        row.conditions === undefined ? isTarget : { allOf: [isTarget, ...row.conditions] },
        details,
      ),
    },
  );
}

const clusterValues: Readonly<Record<string, string>> = {
  clusterId: "[field('id')]",
  clusterName: "[field('name')]",
  clusterType: "[field('type')]",
  clusterLocation: "[field('location')]",
};

function deploymentOf(
  deployment: CompanionDeployment,
  own: Readonly<Record<string, PolicyParameter>>,
): JsonObject {
  const level =
    deployment.location === undefined
      ? '2019-04-01/deploymentTemplate'
      : '2018-05-01/subscriptionDeploymentTemplate';
  const told = { ...clusterValues, ...deployment.values };
  const secrets = Object.entries(deployment.secrets ?? {});
  return {
    ...(deployment.location === undefined ? {} : { location: deployment.location }),
    properties: {
      mode: 'incremental',
      parameters: {
        ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name, { value }])),
        ...Object.fromEntries(Object.keys(own).map((name) => [name, { value: `[parameters('${name}')]` }])),
        ...Object.fromEntries(
          secrets.map(([name, [vault, secret]]) => [
            name,
            {
              reference: {
                keyVault: { id: `[parameters('${vault}')]` },
                secretName: `[parameters('${secret}')]`,
              },
            },
          ]),
        ),
      },
      template: {
        $schema: `https://schema.management.azure.com/schemas/${level}.json#`,
        contentVersion: '1.0.0.0',
        parameters: {
          ...Object.fromEntries(Object.keys(told).map((name) => [name, { type: 'string' }])),
          ...Object.fromEntries(
            Object.entries(own).map(([name, { type }]) => [name, { type: templateType(type) }]),
          ),
          ...Object.fromEntries(secrets.map(([name]) => [name, { type: 'securestring' }])),
        },
        resources: deployment.resources,
      },
    },
  };
}

/** What a template calls the type of a policy parameter. */
export function templateType(type: PolicyParameter['type']): string {
  if (type === 'Integer') return 'int';
  return type === 'Boolean' ? 'bool' : type.toLowerCase();
}

/** A template expression that leaves a property out when the parameter is empty. */
export const unlessEmpty = (name: string): string =>
  `[if(empty(parameters('${name}')), json('null'), parameters('${name}'))]`;
