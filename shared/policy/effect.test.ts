import { describe, expect, it } from 'vitest';
import { allowedEffects, interchangeableEffects } from './allowed-effects';
import { type Effect, effectNames, effectsOfMode, isRetiredEffect, parseEffect } from './effect';
import type { JsonObject, JsonValue } from './json';
import { type PolicyDefinition, parsePolicyDefinition } from './policy-definition';
import { resolveEffect } from './resolve-effect';
import { definition, evaluateExpression, rule } from './test-kit';

function parsed(properties: JsonObject): PolicyDefinition {
  const result = parsePolicyDefinition(definition('d', properties));
  if ('problem' in result) throw new Error(result.problem.message);
  return result.value;
}

const modifyDetails = { roleDefinitionIds: [], operations: [] };
const deployDetails = { type: 'X.Y/a', roleDefinitionIds: [], deployment: {} };

describe('parseEffect', () => {
  it.each(Object.entries(effectNames))('knows %s as %s in any letter case', (key, name) => {
    expect(parseEffect(name)).toBe(key);
    expect(parseEffect(` ${name.toUpperCase()} `)).toBe(key);
  });

  it.each(['', 'allow', 'audit!', 'constructor', '__proto__', 'addToNetworkGroup', 'EnforceRegoPolicy'])(
    'does not know "%s"',
    (name) => {
      expect(parseEffect(name)).toBeUndefined();
    },
  );

  it('recognises what is retired', () => {
    expect(
      ['EnforceOPAConstraint', 'enforceregopolicy', 'auditAction', 'enforceSetting'].every(isRetiredEffect),
    ).toBe(true);
    expect(isRetiredEffect('audit')).toBe(false);
  });

  it('knows which effects a mode has', () => {
    expect(effectsOfMode('microsoft.kubernetes.data')).toEqual(['audit', 'deny', 'disabled', 'mutate']);
    expect(effectsOfMode('Indexed')).not.toContain('mutate');
  });
});

describe('interchangeableEffects', () => {
  it.each<[Effect, JsonValue | undefined, string, string]>([
    ['audit', undefined, 'All', 'audit deny disabled'],
    ['deny', [{ field: 'x', value: 1 }], 'All', 'append audit deny disabled'],
    ['audit', modifyDetails, 'Indexed', 'audit deny disabled modify'],
    ['modify', modifyDetails, 'Indexed', 'audit deny disabled modify'],
    ['auditifnotexists', { type: 'X.Y/a' }, 'Indexed', 'auditifnotexists disabled'],
    ['auditifnotexists', deployDetails, 'Indexed', 'auditifnotexists deployifnotexists disabled'],
    ['deployifnotexists', deployDetails, 'Indexed', 'auditifnotexists deployifnotexists disabled'],
    ['manual', undefined, 'All', 'disabled manual'],
    ['denyaction', { actionNames: ['delete'] }, 'Indexed', 'denyaction disabled'],
    ['audit', { templateInfo: {} }, 'Microsoft.Kubernetes.Data', 'audit deny disabled'],
    ['mutate', { mutationInfo: {} }, 'Microsoft.Kubernetes.Data', 'disabled mutate'],
  ])('for %s with %j in %s gives %s', (effect, details, mode, expected) => {
    expect(interchangeableEffects(effect, details, mode).join(' ')).toBe(expected);
  });
});

describe('allowedEffects', () => {
  const parameter = (declaration: JsonObject, details?: JsonValue) => ({
    policyRule: rule("[parameters('effect')]", details),
    parameters: { Effect: { type: 'String', ...declaration } },
  });

  it.each<[string, JsonObject, string]>([
    [
      'the allowed values of the parameter, once each',
      parameter({ allowedValues: ['audit', 'Audit', 'Deny', 'Disabled', 7] }),
      'audit deny disabled',
    ],
    [
      'what fits the default, without allowed values',
      parameter({ defaultValue: 'Audit' }),
      'audit deny disabled',
    ],
    ['what the details are for, without either', parameter({}, modifyDetails), 'audit deny disabled modify'],
    [
      'what fits a literal effect',
      { policyRule: rule('Modify', modifyDetails) },
      'audit deny disabled modify',
    ],
    ['nothing for an effect nobody knows', { policyRule: rule('Whatever') }, ''],
  ])('are %s', (_, properties, expected) => {
    expect(allowedEffects(parsed(properties)).join(' ')).toBe(expected);
  });
});

describe('resolveEffect', () => {
  const resolve = (properties: JsonObject, parameters: JsonObject = {}, override?: string) => {
    const { effect, problem } = resolveEffect(parsed(properties), parameters, override, evaluateExpression);
    return problem === undefined ? effect : `${effect}: ${problem.code}`;
  };

  it.each<[string, JsonValue, JsonObject, string]>([
    ['a literal', 'AuditIfNotExists', {}, 'auditifnotexists'],
    ['a parameter', "[parameters('effect')]", { effect: 'DENY' }, 'deny'],
    ['a disabled parameter', "[parameters('effect')]", { effect: 'Disabled' }, 'disabled'],
    ['a failing expression', "[parameters('gone')]", {}, ': EffectNotEvaluated'],
    ['an expression that yields no text', "[parameters('effect')]", { effect: ['Audit'] }, ': EffectNotText'],
    ['an effect nobody knows', 'Allow', {}, 'allow: UnknownEffect'],
    ['a retired effect', 'EnforceOPAConstraint', {}, 'enforceopaconstraint: RetiredEffect'],
    ['an effect of another mode', 'mutate', {}, 'mutate: EffectNotInMode'],
  ])('handles %s', (_, written, parameters, expected) => {
    expect(resolve({ policyRule: rule(written) }, parameters)).toBe(expected);
  });

  it('leaves the effects of modes that are not evaluated here alone', () => {
    expect(resolve({ mode: 'Microsoft.KeyVault.Data', policyRule: rule('audit') })).toBe('audit');
  });

  it.each([
    ['an effect the definition allows', 'Deny', 'deny'],
    ['disabled', 'disabled', 'disabled'],
    ['no other effect', 'modify', 'modify: EffectNotAllowed'],
    ['nothing that is no effect', 'block', 'block: UnknownEffect'],
  ])('lets an override choose %s', (_, override, expected) => {
    expect(resolve({ policyRule: rule('audit') }, {}, override)).toBe(expected);
  });
});
