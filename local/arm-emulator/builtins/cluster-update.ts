import type { JsonObject } from '../../../shared/policy/index';
import { type BuiltInFacts, builtInDefinition } from './built-in-definition';
import { clusterField } from './cluster-audit';
import { templateType } from './companion-definition';
import { type PolicyParameter, text } from './policy-parameter';
import { policyRule } from './policy-rule';

/** What tells one definition that puts a cluster's settings right from another. */
export interface ClusterUpdateRow extends BuiltInFacts {
  /** A condition that clusters must meet to be looked at, beside being AKS clusters. */
  readonly condition?: JsonObject;
  /** What a cluster must be like; otherwise it is updated. */
  readonly existence: JsonObject;
  /** Properties that the update merges into the cluster's; `cluster` is the cluster as a template parameter. */
  readonly properties: JsonObject;
  /** Own parameters of the policy, handed on to the template under the same names. */
  readonly parameters?: Readonly<Record<string, PolicyParameter>>;
}

const clusterType = 'Microsoft.ContainerService/managedClusters';
const clusterApiVersion = '2025-05-01';
const roles = ['ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8', '18ed5180-3e48-46fd-8541-4ea054d57064'];
const templateSchema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

/**
 * The ARM resource of a definition that updates clusters (DeployIfNotExists). The outer template reads the whole
 * cluster; the inner one writes it back with the settings merged in, so that no other setting is lost.
 */
export function clusterUpdate(row: ClusterUpdateRow): JsonObject {
  const isCluster: JsonObject = { field: 'type', equals: clusterType };
  const own = row.parameters ?? {};
  return builtInDefinition(
    'policyDefinitions',
    row,
    { effect: text('DeployIfNotExists', ['DeployIfNotExists', 'Disabled']), ...own },
    {
      mode: 'Indexed',
      policyRule: policyRule(
        row.condition === undefined ? isCluster : { allOf: [isCluster, row.condition] },
        {
          type: clusterType,
          name: "[field('name')]",
          roleDefinitionIds: roles.map(
            (role) => `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          ),
          existenceCondition: row.existence,
          deployment: {
            properties: {
              mode: 'incremental',
              parameters: {
                clusterName: { value: "[field('name')]" },
                ...valuesOf(Object.keys(own)),
              },
              template: outerTemplate(row, own),
            },
          },
        },
      ),
    },
  );
}

function outerTemplate(row: ClusterUpdateRow, own: Readonly<Record<string, PolicyParameter>>): JsonObject {
  return {
    $schema: templateSchema,
    contentVersion: '1.0.0.0',
    parameters: { clusterName: { type: 'string' }, ...declared(own) },
    resources: [
      {
        type: 'Microsoft.Resources/deployments',
        apiVersion: '2022-09-01',
        name: "[take(concat('Policy-Update-', parameters('clusterName')), 64)]",
        properties: {
          mode: 'Incremental',
          expressionEvaluationOptions: { scope: 'inner' },
          parameters: {
            cluster: {
              value: `[reference(resourceId('${clusterType}', parameters('clusterName')), '${clusterApiVersion}', 'Full')]`,
            },
            clusterName: { value: "[parameters('clusterName')]" },
            ...valuesOf(Object.keys(own)),
          },
          template: innerTemplate(row, own),
        },
      },
    ],
  };
}

function innerTemplate(row: ClusterUpdateRow, own: Readonly<Record<string, PolicyParameter>>): JsonObject {
  const kept = (name: string): string =>
    `[if(contains(parameters('cluster'), '${name}'), parameters('cluster').${name}, json('null'))]`;
  return {
    $schema: templateSchema,
    contentVersion: '1.0.0.0',
    parameters: { cluster: { type: 'object' }, clusterName: { type: 'string' }, ...declared(own) },
    variables: { wanted: row.properties },
    resources: [
      {
        type: clusterType,
        apiVersion: clusterApiVersion,
        name: "[parameters('clusterName')]",
        location: "[parameters('cluster').location]",
        tags: kept('tags'),
        sku: kept('sku'),
        identity: kept('identity'),
        properties: "[union(parameters('cluster').properties, variables('wanted'))]",
      },
    ],
  };
}

const declared = (own: Readonly<Record<string, PolicyParameter>>): JsonObject =>
  Object.fromEntries(Object.entries(own).map(([name, { type }]) => [name, { type: templateType(type) }]));

const valuesOf = (names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { value: `[parameters('${name}')]` }]));

/** A cluster's property has this value. */
export const clusterHas = (path: string, value: string | boolean): JsonObject =>
  clusterField(path, { equals: value });
