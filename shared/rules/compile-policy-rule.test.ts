import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../expressions';
import { RAW_PATHS } from './aliases/raw-paths';
import { compilePolicyRule } from './compile-policy-rule';
import type { RuleContext } from './rule-context';
import { outcomeOf } from './testing/outcome-of';
import { ruleOf } from './testing/rule-of';

const id =
  '/subscriptions/7d1f0a52/resourceGroups/hogwarts-rg/providers/Microsoft.ContainerService/managedClusters/owl';
const cluster: JsonObject = {
  id,
  name: 'owl',
  type: 'Microsoft.ContainerService/managedClusters',
  location: 'northeurope',
  properties: { enabled: false, pools: [{ count: 1 }, { count: 5 }] },
};
const context = (more: Partial<RuleContext> = {}): RuleContext => ({
  resource: cluster,
  parameters: {},
  utcNow: '2026-06-01T00:00:00.0000000Z',
  ...more,
});

describe('the evaluation details', () => {
  it('tell of each condition that decided what was compared with what', () => {
    const condition = {
      allOf: [
        { field: 'type', equals: 'microsoft.containerservice/managedclusters' },
        {
          anyOf: [
            { field: 'properties.enabled', equals: true },
            { field: 'properties.enabled', exists: 'TRUE' },
          ],
        },
        { not: { field: 'properties.absent', notEquals: '' } },
        { value: "[field('name')]", like: 'o*' },
        {
          count: { field: 'properties.pools[*]', where: { field: 'properties.pools[*].count', greater: 2 } },
          less: 2,
        },
      ],
    };
    expect(outcomeOf(condition, cluster).evaluatedExpressions).toEqual([
      {
        result: 'True',
        expression: 'type',
        expressionKind: 'Field',
        path: 'type',
        expressionValue: 'Microsoft.ContainerService/managedClusters',
        targetValue: 'microsoft.containerservice/managedclusters',
        operator: 'Equals',
      },
      {
        result: 'True',
        expression: 'properties.enabled',
        expressionKind: 'Field',
        path: 'properties.enabled',
        expressionValue: false,
        targetValue: 'True',
        operator: 'Exists',
      },
      {
        result: 'False',
        expression: 'properties.absent',
        expressionKind: 'Field',
        path: 'properties.absent',
        targetValue: '',
        operator: 'NotEquals',
      },
      {
        result: 'True',
        expression: "[field('name')]",
        expressionKind: 'Value',
        path: "[field('name')]",
        expressionValue: 'owl',
        targetValue: 'o*',
        operator: 'Like',
      },
      {
        result: 'True',
        expression: 'properties.pools[*]',
        expressionKind: 'Count',
        path: 'properties.pools[*]',
        expressionValue: 1,
        targetValue: 2,
        operator: 'Less',
      },
    ]);
  });

  it('are empty where the condition does not hold', () => {
    expect(outcomeOf({ field: 'name', equals: 'cat' }, cluster)).toEqual({
      hit: false,
      evaluatedExpressions: [],
    });
  });
});

describe('the effect', () => {
  const rule = compilePolicyRule(ruleOf({ field: 'type', exists: true }, "[parameters('effect')]"));

  it('keeps the letters of the parameter', () => {
    expect(rule.effect({ Effect: 'AUDIT' })).toBe('AUDIT');
  });

  it.each<[JsonObject, string]>([
    [{}, 'MissingParameter'],
    [{ effect: ['audit'] }, 'InvalidEffect'],
  ])('of %j is refused with %s', (parameters, code) => {
    expect(() => rule.effect(parameters)).toThrow(
      expect.objectContaining({ name: 'PolicyEvaluationError', code, path: 'then.effect' }),
    );
  });
});

describe('then.details', () => {
  it('are expanded, but for the template, the existence condition and the conditions of operations', () => {
    const template = { parameters: {}, resources: "[parameters('of the template')]" };
    const details = {
      type: 'Microsoft.X/y',
      kinds: ["[parameters('kind')]", 'Pod'],
      roleDefinitionIds: ['/r'],
      existenceCondition: { field: 'name', equals: "[parameters('kind')]" },
      operations: [{ operation: 'add', field: 'tags.a', value: '[utcNow()]', condition: '[true()]' }],
      deployment: {
        location: "[field('location')]",
        properties: { mode: 'incremental', template, parameters: { name: { value: "[field('name')]" } } },
      },
    };
    const rule = compilePolicyRule(
      ruleOf({ field: 'type', exists: true }, { effect: 'deployIfNotExists', details }),
    );
    expect(rule.details(context({ parameters: { kind: 'Job' } }))).toEqual({
      ...details,
      kinds: ['Job', 'Pod'],
      operations: [
        { operation: 'add', field: 'tags.a', value: '2026-06-01T00:00:00.0000000Z', condition: '[true()]' },
      ],
      deployment: {
        location: 'northeurope',
        properties: { mode: 'incremental', template, parameters: { name: { value: 'owl' } } },
      },
    });
  });

  it('are null where there are none', () => {
    expect(compilePolicyRule(ruleOf({ field: 'type', exists: true })).details(context())).toBeNull();
  });
});

describe('related resources', () => {
  const query = (details: JsonObject) =>
    compilePolicyRule(
      ruleOf({ field: 'type', exists: true }, { effect: 'auditIfNotExists', details }),
    ).related(context(), 'AuditIfNotExists');
  const group = '/subscriptions/7d1f0a52/resourceGroups/hogwarts-rg';

  it.each<[string, JsonObject, JsonObject]>([
    [
      'child types below the resource',
      { type: `${cluster['type']}/agentPools` },
      { within: 'resource', scope: id },
    ],
    [
      'extension types below the resource',
      { type: 'Microsoft.Insights/diagnosticSettings' },
      { within: 'resource', scope: id },
    ],
    ['other types in its group', { type: 'Microsoft.X/y' }, { within: 'resourceGroup', scope: group }],
    [
      'in another group',
      { type: 'Microsoft.X/y', resourceGroupName: "[concat('durmstrang', '-rg')]" },
      { within: 'resourceGroup', scope: '/subscriptions/7d1f0a52/resourceGroups/durmstrang-rg' },
    ],
    [
      'in the subscription',
      { type: 'Microsoft.X/y', existenceScope: 'subscription', resourceGroupName: 'g' },
      { within: 'subscription', scope: '/subscriptions/7d1f0a52' },
    ],
    ['by its own name', { type: 'Microsoft.X/y', name: "[field('name')]" }, { name: 'owl' }],
  ])('are looked for: %s', (_what, details, expected) => {
    expect(query(details)).toMatchObject(expected);
  });

  it('are none for other effects', () => {
    const rule = compilePolicyRule(ruleOf({ field: 'type', exists: true }, 'audit'));
    expect(rule.related(context(), 'audit')).toBeUndefined();
  });

  it('must be of some type', () => {
    expect(() => query({ name: 'x' })).toThrow('then.details.type: The effect looks for a related resource');
  });
});

describe('the existence condition', () => {
  const details: JsonObject = {
    type: 'Microsoft.X/y',
    existenceCondition: {
      allOf: [
        { field: 'properties.on', equals: true },
        { field: 'name', equals: "[field('name')]" },
        {
          count: { field: 'properties.list[*]', where: { field: 'properties.list[*]', equals: 1 } },
          greater: 0,
        },
      ],
    },
  };
  const rule = compilePolicyRule(
    ruleOf({ field: 'type', exists: true }, { effect: 'auditIfNotExists', details }),
    {
      aliases: RAW_PATHS,
    },
  );
  const good = { id: '/good', name: 'owl', properties: { on: true, list: [1] } };
  const bad = { id: '/bad', name: 'owl', properties: { on: false, list: [1] } };

  it('is met by one good resource; field() means the resource of the rule', () => {
    expect(rule.existence(context(), [bad, good])).toEqual({
      hit: false,
      evaluatedExpressions: [],
      ifNotExistsDetails: { resourceId: '/good', totalResources: 2 },
    });
  });

  it('is not met by others, and tells what the last one lacks', () => {
    const outcome = rule.existence(context(), [bad]);
    expect(outcome).toMatchObject({
      hit: true,
      ifNotExistsDetails: { resourceId: '/bad', totalResources: 1 },
    });
    expect(outcome.evaluatedExpressions).toEqual([
      {
        result: 'False',
        expression: 'properties.on',
        expressionKind: 'Field',
        path: 'properties.on',
        expressionValue: false,
        targetValue: true,
        operator: 'Equals',
      },
    ]);
  });

  it('is not met by nothing', () => {
    expect(rule.existence(context(), [])).toEqual({
      hit: true,
      evaluatedExpressions: [],
      ifNotExistsDetails: { totalResources: 0 },
    });
  });

  it('is met by any resource when there is none', () => {
    const any = compilePolicyRule(
      ruleOf(
        { field: 'type', exists: true },
        { effect: 'auditIfNotExists', details: { type: 'Microsoft.X/y' } },
      ),
    );
    expect([any.existence(context(), [bad]).hit, any.existence(context(), []).hit]).toEqual([false, true]);
  });
});

describe('what is handed in', () => {
  it('is neither copied nor changed', () => {
    const list: JsonValue[] = [1];
    const resource = Object.freeze({ ...cluster, properties: Object.freeze({ list: Object.freeze(list) }) });
    const outcome = outcomeOf({ field: 'properties.list', exists: true }, resource);
    expect(outcome.evaluatedExpressions[0]?.expressionValue).toBe(list);
  });
});
