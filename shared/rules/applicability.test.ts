import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../expressions';
import { RAW_PATHS } from './aliases/raw-paths';
import { compilePolicyRule } from './compile-policy-rule';
import { ruleOf } from './testing/rule-of';

const cluster: JsonObject = {
  type: 'Microsoft.ContainerService/managedClusters',
  name: 'owl',
  kind: 'Base',
  location: 'x',
};

function applicable(
  condition: JsonValue,
  effect: string,
  resource = cluster,
  mode = 'Indexed',
  details?: JsonObject,
): boolean {
  const rule = compilePolicyRule(ruleOf(condition, { effect, ...(details ? { details } : {}) }), {
    aliases: RAW_PATHS,
    mode,
  });
  return rule.applicable({ resource, parameters: {}, utcNow: '2026-06-01T00:00:00Z' }, effect);
}

const type = (equals: string): JsonObject => ({ field: 'type', equals });
const mine = type('Microsoft.ContainerService/managedClusters');
const other = type('Microsoft.Storage/storageAccounts');
const foreign = { field: 'properties.x', equals: 1 };

describe('whether a policy concerns a resource', () => {
  it.each<[string, JsonValue, boolean]>([
    ['the type is the one', { allOf: [mine, foreign] }, true],
    ['the type is another', { allOf: [other, foreign] }, false],
    ['one of the types', { anyOf: [{ allOf: [other, foreign] }, { allOf: [mine, foreign] }] }, true],
    ['no condition on the type', foreign, true],
    ['a foreign condition below a not', { allOf: [mine, { not: foreign }] }, true],
    ['another type below a not', { allOf: [{ not: other }, foreign] }, true],
    ['the type below a not', { allOf: [{ not: mine }, foreign] }, false],
    ['only a kind', { field: 'kind', equals: 'other' }, true],
    ['only a name', { field: 'name', equals: 'other' }, true],
    ['type and kind: the type decides', { allOf: [mine, { field: 'kind', equals: 'other' }] }, true],
    [
      'type, kind and others: both decide',
      { allOf: [mine, { field: 'kind', equals: 'other' }, foreign] },
      false,
    ],
    [
      'type, name and others: both decide',
      { allOf: [mine, { field: 'name', equals: 'OWL' }, foreign] },
      true,
    ],
    ['a failing condition on the type', { field: 'type', equals: "[parameters('lost')]" }, true],
  ])('%s', (_what, condition, expected) => {
    expect(applicable(condition, 'audit')).toBe(expected);
  });

  it('is settled by the whole condition for effects that look for a related resource', () => {
    expect(applicable({ allOf: [mine, foreign] }, 'AuditIfNotExists')).toBe(false);
    expect(applicable(mine, 'deployIfNotExists')).toBe(true);
  });

  it('is settled by the whole condition for Kubernetes objects', () => {
    expect(applicable({ allOf: [mine, foreign] }, 'deny', cluster, 'microsoft.kubernetes.DATA')).toBe(false);
  });

  it('is not so for subscriptions where a location is mentioned', () => {
    const subscription = { type: 'Microsoft.Resources/subscriptions', id: '/subscriptions/s' };
    expect(applicable(foreign, 'audit', subscription)).toBe(true);
    expect(applicable({ anyOf: [foreign, { field: 'location', equals: 'x' }] }, 'audit', subscription)).toBe(
      false,
    );
  });

  it('is not so for a change of identity on types without one', () => {
    const details = { operations: [{ operation: 'add', field: 'identity.type', value: 'SystemAssigned' }] };
    expect(applicable(mine, 'modify', cluster, 'Indexed', details)).toBe(false);
    expect(
      applicable(foreign, 'modify', { type: 'Microsoft.Compute/virtualMachines' }, 'Indexed', details),
    ).toBe(true);
  });
});
