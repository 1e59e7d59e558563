import { describe, expect, it } from 'vitest';
import { createDeploymentFunctions, type DeploymentScope } from './deployment-functions';
import { evaluateExpression } from './evaluate-expression';
import type { JsonValue } from './json-value';

const SUBSCRIPTION = '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/hogwarts-rg`;

const scope: DeploymentScope = {
  subscription: { subscriptionId: SUBSCRIPTION, tenantId: 'tenant' },
  resourceGroup: { name: 'hogwarts-rg', location: 'northeurope' },
  managementGroup: { name: 'wizarding-world' },
  deployment: { name: 'patronus' },
  copies: [
    { name: 'outer', index: 2 },
    { name: 'inner', index: 5 },
  ],
  reference: (id, apiVersion, full) => ({ id, apiVersion: apiVersion ?? '', full }),
  list: (name, id, apiVersion) => ({ name, id, apiVersion }),
};
const functions = createDeploymentFunctions(scope);
const evaluate = (text: string): JsonValue => evaluateExpression(`[${text}]`, { functions });

describe('the functions of deployments', () => {
  it.each<[string, JsonValue]>([
    ["resourceId('Microsoft.X/a', 'n')", `${GROUP}/providers/Microsoft.X/a/n`],
    ["resourceId('Microsoft.X/a/b', 'n', 'm')", `${GROUP}/providers/Microsoft.X/a/n/b/m`],
    [
      "resourceId('durmstrang-rg', 'Microsoft.X/a', 'n')",
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/durmstrang-rg/providers/Microsoft.X/a/n`,
    ],
    [
      "resourceId('00000000-0000-0000-0000-000000000001', 'g', 'Microsoft.X/a', 'n')",
      '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/Microsoft.X/a/n',
    ],
    [
      "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')",
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/r`,
    ],
    ["tenantResourceId('Microsoft.X/a', 'n')", '/providers/Microsoft.X/a/n'],
    [
      "managementGroupResourceId('Microsoft.X/a', 'n')",
      '/providers/Microsoft.Management/managementGroups/wizarding-world/providers/Microsoft.X/a/n',
    ],
    ["extensionResourceId('/base', 'Microsoft.X/a', 'n')", '/base/providers/Microsoft.X/a/n'],
    ["concat(resourceGroup().name, '-', deployment().name)", 'hogwarts-rg-patronus'],
    ['copyIndex()', 5],
    ['copyIndex(1)', 6],
    ["copyIndex('outer')", 2],
    ["copyIndex('outer', 10)", 12],
    ["reference('/x', '2024-01-01', 'Full').full", true],
    ["listKeys('/x', '2024-01-01').name", 'listkeys'],
  ])('%s is %j', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it('tell that a name is missing for a segment of the type', () => {
    expect(() => evaluate("resourceId('Microsoft.X/a/b', 'n')")).toThrow(
      'resourceId() needs one name for each segment of the type "Microsoft.X/a/b"; it got 1.',
    );
  });

  it('are not available where the host gives none', () => {
    expect(() => evaluateExpression('[deployment().name]', {})).toThrow(
      'deployment() is not available here; the host provides none.',
    );
  });
});
