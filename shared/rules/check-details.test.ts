import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../expressions';
import { compilePolicyRule } from './compile-policy-rule';
import { PolicyRuleError } from './errors';
import { ruleOf } from './testing/rule-of';

function refusalOf(details: JsonObject): string {
  try {
    compilePolicyRule(ruleOf({ field: 'type', exists: true }, { effect: 'auditIfNotExists', details }));
    return 'none';
  } catch (error) {
    if (error instanceof PolicyRuleError) return `${error.code} ${error.path}`;
    throw error;
  }
}

describe('the values of details', () => {
  it.each<[string, readonly JsonValue[]]>([
    ['existenceScope', ['ResourceGroup', 'subscription']],
    ['deploymentScope', ['resourceGroup', 'Subscription', "[parameters('scope')]"]],
    ['conflictEffect', ['Audit', 'deny', 'disabled']],
    ['defaultState', ['Unknown', 'Compliant', 'NonCompliant', 'Non-compliant']],
    [
      'evaluationDelay',
      ['AfterProvisioning', 'afterProvisioningFailure', 'PT0M', 'PT30M', 'PT6H', 'PT5H60M', 'PT360M'],
    ],
    ['roleDefinitionIds', [[], ['/providers/r'], "[parameters('roles')]"]],
    ['somethingElse', [1, null, {}]],
  ])('%s may be %j', (name, values) => {
    expect(values.map((value) => refusalOf({ type: 'Microsoft.X/y', [name]: value }))).toEqual(
      values.map(() => 'none'),
    );
  });

  it.each<[string, readonly JsonValue[]]>([
    ['existenceScope', ['ManagementGroup', '', 1, null]],
    ['deploymentScope', ['tenant', ['subscription']]],
    ['conflictEffect', ['ignore', true]],
    ['defaultState', ['Exempt', '[[Unknown]']],
    ['evaluationDelay', ['PT361M', 'PT6H1M', 'PT', 'P1D', '30', 'AfterLunch']],
    ['roleDefinitionIds', ['/providers/r', [1], {}]],
  ])('%s may not be any of %j', (name, values) => {
    expect(values.map((value) => refusalOf({ type: 'Microsoft.X/y', [name]: value }))).toEqual(
      values.map(() => `InvalidDetails then.details.${name}`),
    );
  });
});
