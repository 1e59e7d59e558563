import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../expressions';
import { RAW_PATHS } from './aliases/raw-paths';
import { compilePolicyRule } from './compile-policy-rule';
import { PolicyRuleError, type PolicyRuleErrorCode } from './errors';
import { ruleOf } from './testing/rule-of';

function refusal(rule: JsonValue, parameters?: Record<string, JsonValue>): { code: string; path: string } {
  try {
    compilePolicyRule(rule, { aliases: RAW_PATHS, ...(parameters ? { parameters } : {}) });
  } catch (error) {
    if (error instanceof PolicyRuleError) return { code: error.code, path: error.path };
    throw error;
  }
  return { code: 'accepted', path: '' };
}

const type = { field: 'type', equals: 'x' };
const deep = (levels: number): JsonValue => {
  let node: JsonValue = type;
  for (let level = 0; level < levels; level += 1) node = { not: node };
  return node;
};

describe('a malformed condition is refused with its JSON path', () => {
  it.each<[string, JsonValue, PolicyRuleErrorCode, string]>([
    ['no operator', { field: 'type' }, 'InvalidCondition', 'if'],
    ['an unknown operator', { field: 'type', equal: 'x' }, 'UnknownOperator', 'if.equal'],
    ['two operators', { field: 'type', equals: 'x', like: 'y' }, 'InvalidCondition', 'if'],
    ['two left sides', { field: 'type', value: 'x', equals: 'y' }, 'InvalidCondition', 'if'],
    ['no left side', { equals: 'x' }, 'InvalidCondition', 'if'],
    ['the retired left side', { source: 'action', equals: 'x' }, 'InvalidCondition', 'if'],
    ['an operator beside others', { allOf: [type], field: 'type' }, 'UnknownKey', 'if'],
    ['a list that is none', { anyOf: type }, 'InvalidCondition', 'if.anyOf'],
    ['not of a list', { not: [type] }, 'NotAnObject', 'if.not'],
    ['an item that is no object', { allOf: [type, 'x'] }, 'NotAnObject', 'if.allOf[1]'],
    ['an operator twice', { field: 'type', equals: 'x', Equals: 'y' }, 'DuplicateKey', 'if.Equals'],
    ['an empty field', { field: '', equals: 'x' }, 'InvalidField', 'if.field'],
    ['a count of nothing', { count: {}, equals: 1 }, 'InvalidCount', 'if.count'],
    ['a count of two things', { count: { field: 'a[*]', value: [] }, equals: 1 }, 'InvalidCount', 'if.count'],
    ['a count without [*]', { count: { field: 'a' }, equals: 1 }, 'InvalidField', 'if.count.field'],
    [
      'a named field count',
      { count: { field: 'a[*]', name: 'n' }, equals: 1 },
      'InvalidCount',
      'if.count.name',
    ],
    [
      'an unknown key of a count',
      { count: { field: 'a[*]', foo: 1 }, equals: 1 },
      'UnknownKey',
      'if.count.foo',
    ],
    [
      'a computed count name',
      { count: { value: [], name: '[x]' }, equals: 1 },
      'InvalidCount',
      'if.count.name',
    ],
    [
      'nested counts of one name',
      { count: { value: [], name: 'n', where: { count: { value: [], name: 'N' }, equals: 1 } }, equals: 1 },
      'InvalidCount',
      'if.count.where.count',
    ],
    ['current outside a count', { value: "[current('x')]", equals: 1 }, 'OutsideCount', 'if.value'],
    ['an unknown function', { value: '[nope()]', equals: 1 }, 'UnknownFunction', 'if.value'],
    ['too few arguments', { value: '[not()]', equals: 1 }, 'WrongArgumentCount', 'if.value'],
    ['a malformed expression', { field: 'type', equals: '[concat(]' }, 'InvalidExpression', 'if.equals'],
    [
      'a template function',
      { value: "[resourceId('a/b', 'c')]", equals: 1 },
      'FunctionNotAllowed',
      'if.value',
    ],
    [
      'a lambda',
      { value: "[map(createArray(), lambda('x', 1))]", equals: 1 },
      'FunctionNotAllowed',
      'if.value',
    ],
    ['a variable', { value: "[variables('a')]", equals: 1 }, 'FunctionNotAllowed', 'if.value'],
    ['a list of keys', { value: "[listKeys('a', 'b')]", equals: 1 }, 'FunctionNotAllowed', 'if.value'],
    ['an expression within a list', { field: 'type', in: ['x', '[nope()]'] }, 'UnknownFunction', 'if.in[1]'],
    ['nesting beyond the limit', deep(600), 'LimitExceeded', `if${'.not'.repeat(513)}`],
    ['a pattern beyond the limit', { field: 'type', like: '*'.repeat(5000) }, 'LimitExceeded', 'if.like'],
  ])('%s', (_what, condition, code, path) => {
    expect(refusal(ruleOf(condition))).toEqual({ code, path });
  });

  it('in details and existence conditions too', () => {
    expect(
      refusal(ruleOf(type, { effect: 'auditIfNotExists', details: { existenceCondition: {} } })),
    ).toEqual({
      code: 'InvalidCondition',
      path: 'then.details.existenceCondition',
    });
    expect(refusal(ruleOf(type, { effect: 'deny', details: { a: ['[nope]'] } }))).toEqual({
      code: 'InvalidExpression',
      path: 'then.details.a[0]',
    });
  });
});

describe('a rule as a whole', () => {
  it.each<[string, JsonValue, string]>([
    ['is an object', 'text', 'NotAnObject'],
    ['has an if', Object.fromEntries([['then', { effect: 'audit' }]]), 'MissingKey'],
    ['has a then', { if: type }, 'MissingKey'],
    ['has an effect', ruleOf(type, {}), 'MissingKey'],
    ['names its effect by text', ruleOf(type, { effect: 1 }), 'InvalidEffect'],
    ['has details that are no scalar', ruleOf(type, { effect: 'audit', details: 'x' }), 'InvalidDetails'],
    ['may have other keys', { ...ruleOf(type), note: 1 }, 'accepted'],
    [
      'may spell keys in any case',
      Object.fromEntries([
        ['IF', { NOT: type }],
        ['Then', { Effect: 'audit' }],
      ]),
      'accepted',
    ],
    ['may have empty lists', ruleOf({ allOf: [] }), 'accepted'],
    ['may have a retired effect', ruleOf(type, 'EnforceOPAConstraint'), 'accepted'],
  ])('%s', (_what, rule, code) => {
    expect(refusal(rule).code).toBe(code);
  });

  it('counts one array at most five times', () => {
    const count = { count: { field: 'a[*]' }, equals: 1 };
    expect(refusal(ruleOf({ allOf: Array(5).fill(count) as JsonValue[] })).code).toBe('accepted');
    expect(refusal(ruleOf({ allOf: Array(6).fill(count) as JsonValue[] }))).toEqual({
      code: 'LimitExceeded',
      path: 'if.allOf[5].count.field',
    });
  });
});

describe('parameters that the definition declares', () => {
  const parameters = { list: { type: 'Array' }, one: { type: 'string' } };

  it.each<[string, JsonValue, string]>([
    ['are found in any case', { field: 'type', in: "[parameters('LIST')]" }, 'accepted'],
    ['must be declared', { field: 'type', in: "[parameters('lost')]" }, 'UndeclaredParameter'],
    [
      'are no single value when a list',
      { field: 'type', equals: "[parameters('list')]" },
      'ParameterTypeMismatch',
    ],
    ['may be a list on the left', { value: "[length(parameters('list'))]", equals: 0 }, 'accepted'],
  ])('%s', (_what, condition, code) => {
    expect(refusal(ruleOf(condition), parameters).code).toBe(code);
  });
});

it('an error says what to do', () => {
  expect(() => compilePolicyRule(ruleOf({ field: 'type', equal: 'x' }))).toThrow(
    /^if\.equal: "equal" is no operator\. Use one of equals, notEquals, like, /,
  );
});
