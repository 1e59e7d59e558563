import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../expressions';
import { RAW_PATHS } from './aliases/raw-paths';
import { REGORUS_SEMANTICS } from './semantics';
import { outcomeOf } from './testing/outcome-of';

const hits = (condition: JsonValue, resource: JsonObject): boolean | string => {
  const { hit, error } = outcomeOf(condition, resource);
  return error?.code ?? hit;
};

describe('logical operators', () => {
  const yes = { value: 1, equals: 1 };
  const no = { value: 1, equals: 2 };
  it.each<[JsonValue, boolean]>([
    [{ allOf: [yes, yes] }, true],
    [{ allOf: [yes, no] }, false],
    [{ anyOf: [no, yes] }, true],
    [{ anyOf: [no, no] }, false],
    [{ not: no }, true],
    [{ not: { anyOf: [{ allOf: [yes, no] }, no] } }, true],
    [{ allOf: [] }, true],
    [{ anyOf: [] }, false],
  ])('%j: %j', (condition, expected) => {
    expect(hits(condition, {})).toBe(expected);
  });
});

describe('a condition on all elements of an array', () => {
  const field = 'x[*].p';
  const cases: readonly [string, JsonValue][] = [
    ['all equal', { field, equals: 1 }],
    ['none equal', { field, notEquals: 1 }],
    ['one differs', { not: { field, equals: 1 } }],
    ['one equals', { not: { field, notEquals: 1 } }],
  ];
  it.each<[string, JsonValue, readonly boolean[]]>([
    ['all the same', [{ p: 1 }, { p: 1 }], [true, false, false, true]],
    ['one of two', [{ p: 1 }, { p: 2 }], [false, false, true, true]],
    ['none', [{ p: 2 }, { p: 3 }], [false, true, true, false]],
    ['no elements', [], [true, true, false, false]],
    ['no array', 'text', [false, false, true, true]],
    ['a missing member', [{}], [false, true, true, false]],
  ])('%s', (_what, x, expected) => {
    expect(cases.map(([, condition]) => hits(condition, { x }))).toEqual(expected);
  });

  it('flattens nested arrays', () => {
    const condition = { field: 'x[*].y[*]', greater: 0 };
    expect(hits(condition, { x: [{ y: [1, 2] }, { y: [] }] })).toBe(true);
    expect(hits(condition, { x: [{ y: [1, 0] }] })).toBe(false);
    expect(hits(condition, { x: [{ y: [1] }, {}] })).toBe(false);
  });

  it('sees the array as one value without the star', () => {
    expect(hits({ field: 'x', contains: 'a' }, { x: ['A'] })).toBe(true);
    expect(hits({ field: 'x[1].p', equals: 2 }, { x: [{ p: 1 }, { p: 2 }] })).toBe(true);
  });
});

describe('count', () => {
  const resource: JsonObject = {
    limit: 2,
    x: [
      { p: 1, n: [{ v: 'a' }, { v: 'b' }] },
      { p: 2, n: [{ v: 'b' }] },
      { p: 3, n: [] },
    ],
  };
  const count = (counted: JsonObject): JsonValue => {
    const { evaluatedExpressions, error } = outcomeOf({ count: counted, greaterOrEquals: 0 }, resource);
    return error?.code ?? evaluatedExpressions[0]?.expressionValue ?? 'nothing';
  };
  it.each<[string, JsonObject, JsonValue]>([
    ['elements', { field: 'x[*]' }, 3],
    ['inner elements', { field: 'x[*].n[*]' }, 3],
    ['a missing array', { field: 'y[*]' }, 0],
    ['elements that satisfy', { field: 'x[*]', where: { field: 'x[*].p', greater: 1 } }, 2],
    ['against a field outside', { field: 'x[*]', where: { field: 'limit', equals: 2 } }, 3],
    ['by the present element', { field: 'x[*]', where: { value: "[current('x[*].p')]", equals: 3 } }, 1],
    ['by the whole element', { field: 'x[*]', where: { value: "[current('X[*]').p]", equals: 3 } }, 1],
    ['by a missing member', { field: 'x[*]', where: { value: "[current('x[*].q')]", exists: false } }, 3],
    ['by field(), an array of one', { field: 'x[*]', where: { value: "[field('x[*].p')]", equals: [2] } }, 1],
    ['by an inner array', { field: 'x[*]', where: { field: 'x[*].n[*].v', equals: 'b' } }, 2],
    [
      'nested, the inner array narrowed to the outer element',
      {
        field: 'x[*]',
        where: { count: { field: 'x[*].n[*]', where: { field: 'x[*].n[*].v', equals: 'b' } }, equals: 1 },
      },
      2,
    ],
    [
      'inner elements, with their outer element at hand',
      { field: 'x[*].n[*]', where: { field: 'x[*].p', equals: 1 } },
      2,
    ],
    ['values', { value: ['a', 'b'] }, 2],
    [
      'values that satisfy',
      { value: ['a', 'b'], name: 'v', where: { value: "[current('V')]", like: 'a*' } },
      1,
    ],
    [
      'values by default name',
      { value: [{ k: 1 }], where: { value: "[current('default').k]", equals: 1 } },
      1,
    ],
    [
      'values by a member of the present one',
      { value: [{ k: { m: 1 } }, { k: {} }], name: 'v', where: { value: "[current('V.k.M')]", equals: 1 } },
      1,
    ],
    [
      'values by a member that is missing',
      { value: [{ k: 1 }, 'a'], name: 'v', where: { value: "[current('v.q')]", exists: false } },
      2,
    ],
    [
      'values by the innermost of several without names',
      {
        value: [1, 2],
        where: { count: { value: ['a'], where: { value: '[current()]', equals: 'a' } }, equals: 1 },
      },
      2,
    ],
    ['values by the innermost', { value: ['a'], where: { value: '[current()]', equals: 'a' } }, 1],
    [
      'values around a field',
      {
        value: ['a', 'b', 'c'],
        name: 'v',
        where: {
          count: { field: 'x[*].n[*]', where: { field: 'x[*].n[*].v', equals: "[current('v')]" } },
          greater: 0,
        },
      },
      2,
    ],
    ['no array', { value: 'text' }, 'InvalidArgument'],
    [
      'more values than allowed',
      { value: Array.from({ length: 101 }, () => 1), where: { value: 1, equals: 1 } },
      'TooLarge',
    ],
  ])('%s', (_what, counted, expected) => {
    expect(count(counted)).toEqual(expected);
  });
});

describe('field()', () => {
  const resource: JsonObject = { X: [{ p: 1, n: [1, 2] }, { p: 2, n: [3] }, {}] };
  it.each<[string, JsonValue]>([
    ["field('x')", [{ p: 1, n: [1, 2] }, { p: 2, n: [3] }, {}]],
    ["field('x[*].p')", [1, 2]],
    ["field('x[*].n')", [[1, 2], [3]]],
    ["field('x[*].n[*]')", [1, 2, 3]],
    ["field('missing')", ''],
    ["field('missing[*]')", []],
    ["field('missing[*].p')", []],
    ["field(concat('x[0]', '.p'))", 1],
  ])('%s', (expression, expected) => {
    expect(hits({ value: `[${expression}]`, equals: expected }, resource)).toBe(true);
  });
});

describe('an expression that fails', () => {
  const condition = { value: "[substring(field('name'), 0, 9)]", equals: 'x' };

  it('is the failure of the evaluation', () => {
    expect(outcomeOf(condition, { name: 'owl' })).toEqual({
      hit: false,
      evaluatedExpressions: [],
      error: {
        code: 'OutOfRange',
        message: expect.stringMatching(/^substring\(\) asks for characters 0 to 9/) as string,
      },
    });
  });

  it('does not count where an earlier branch has decided', () => {
    expect(hits({ anyOf: [{ field: 'name', equals: 'owl' }, condition] }, { name: 'owl' })).toBe(true);
  });

  it('makes the condition not hold by Regorus', () => {
    const options = { aliases: RAW_PATHS, semantics: REGORUS_SEMANTICS };
    expect(outcomeOf({ not: condition }, { name: 'owl' }, {}, options).hit).toBe(true);
  });

  it.each<[string, JsonValue, boolean]>([
    ['a value', { value: "[parameters('lost')]", notEquals: 'x' }, false],
    ['the name of a field', { field: "[parameters('lost')]", notEquals: 'x' }, true],
    ['the right side of notEquals', { field: 'name', notEquals: "[parameters('lost')]" }, true],
    ['the right side of equals', { field: 'name', equals: "[parameters('lost')]" }, false],
    ['the right side of notContains', { field: 'name', notContains: "[parameters('lost')]" }, false],
    ['the right side of exists', { field: 'name', exists: "[parameters('lost')]" }, false],
    ['the list of a count', { count: { value: "[parameters('lost')]" }, notEquals: 1 }, true],
    [
      'the list of a count that is to be empty',
      { count: { value: "[parameters('lost')]" }, equals: 0 },
      true,
    ],
    ['a count of something that is no list', { count: { value: "[field('name')]" }, equals: 0 }, true],
    ['compared by equals()', { value: "[equals(parameters('lost'), 1)]", equals: 'false' }, true],
    ['compared by less()', { value: "[less(parameters('lost'), 1)]", equals: 'false' }, true],
    ['looked into by contains()', { value: "[contains(parameters('lost'), 1)]", equals: 'false' }, true],
    ['negated by not()', { value: "[not(parameters('lost'))]", equals: 'true' }, true],
    ['handed to another function', { value: "[empty(parameters('lost'))]", equals: 'true' }, false],
  ])('by Regorus, where it is %s', (_what, failing, expected) => {
    const options = { aliases: RAW_PATHS, semantics: REGORUS_SEMANTICS };
    expect(outcomeOf(failing, { name: 'owl' }, {}, options).hit).toBe(expected);
  });

  it.each([
    ["[parameters('lost')]", 'MissingParameter'],
    ['[resourceGroup().name]', 'NotAvailable'],
    ["[field(concat('tags', ''))]", 'hit'],
  ])('%s: %s', (value, expected) => {
    const outcome = outcomeOf({ value, exists: true }, { tags: {} });
    expect(outcome.error?.code ?? (outcome.hit ? 'hit' : 'no hit')).toBe(expected);
  });
});

describe('a name of a field that is computed', () => {
  it.each([
    ["[concat('', '')]", 'no such field'],
    ["[padLeft('x', 3000)]", 'InvalidField'],
    ['[createArray()]', 'InvalidArgument'],
  ])('%s: %s', (field, expected) => {
    const outcome = outcomeOf({ field, exists: false }, { name: 'owl' });
    expect(outcome.error?.code ?? (outcome.hit ? 'a field' : 'no such field')).toBe(expected);
  });
});

describe('the surroundings', () => {
  const id = '/subscriptions/7d1f0a52/resourceGroups/hogwarts-rg/providers/Microsoft.X/a/n';
  it.each<[string, JsonValue]>([
    ['subscription().subscriptionId', '7d1f0a52'],
    ['resourceGroup().name', 'hogwarts-rg'],
    ['resourceGroup().managedBy', null],
    ['policy().definitionReferenceId', ''],
    ['policy().assignmentId', '/a'],
    ['requestContext().apiVersion', '2026-06-01'],
    ['utcNow()', '2026-06-01T00:00:00.0000000Z'],
  ])('%s', (expression, expected) => {
    const outcome = outcomeOf(
      { value: `[${expression}]`, equals: expected },
      { id },
      { policy: { assignmentId: '/a' } },
    );
    expect(outcome.error?.message ?? outcome.hit).toBe(true);
  });
});

describe('the budget', () => {
  it('ends an evaluation with an error in its place', () => {
    const resource = { x: Array.from({ length: 500 }, (_, p) => ({ p })) };
    const condition = { count: { field: 'x[*]', where: { field: 'x[*].p', greater: 1 } }, greater: 0 };
    expect(outcomeOf(condition, resource, { budget: { steps: 100 } }).error?.code).toBe('StepsExceeded');
  });

  it('does not take back what is decided where it ends while the reasons are found', () => {
    const list = Array.from({ length: 40 }, () => ({ p: 1 }));
    // Of an anyOf each branch is judged once more to tell which one held.
    const condition = {
      anyOf: [
        { field: 'x[*].p', equals: 2 },
        { field: 'x[*].p', equals: 1 },
      ],
    };
    const outcome = outcomeOf(condition, { x: list }, { budget: { steps: 90 } });
    expect(outcome).toEqual({ hit: true, evaluatedExpressions: [] });
  });

  const list = Array.from({ length: 2_000 }, (_, p) => ({ p: `v${p}` }));
  const text = 'aB'.repeat(60_000);
  it.each<[string, JsonValue]>([
    ['every element of an array', { field: 'x[*].p', exists: true }],
    ['the elements that field() collects', { value: "[length(field('x[*].p'))]", greater: 0 }],
    ['a long text that a function reads', { value: "[toLower(parameters('text'))]", exists: true }],
    ['a large array that a function searches', { value: "[contains(field('x'), 1)]", equals: 'false' }],
    ['a long text that an operator reads', { value: "[parameters('text')]", notLike: '*x*' }],
    ['a large array that an operator searches', { field: 'x', notContains: { p: 1 } }],
    ['a large array on the right', { field: 'y', notEquals: "[field('x')]" }],
    ['the keys of a large object', { value: "[length(parameters('keys'))]", greater: 0 }],
    ['the keys that an operator looks through', { value: "[parameters('keys')]", notContainsKey: 'absent' }],
    ['values compared deeply', { value: "[equals(field('x'), field('z'))]", equals: 'true' }],
  ])('counts %s as work', (_what, condition) => {
    const resource = { x: list, y: { p: 1 }, z: structuredClone(list) };
    const keys = Object.fromEntries(list.map(({ p }, index) => [p, index]));
    const context = { parameters: { text, keys } };
    expect(outcomeOf(condition, resource, context)).toMatchObject({ hit: true });
    expect(outcomeOf(condition, resource, { ...context, budget: { steps: 450 } }).error?.code).toBe(
      'StepsExceeded',
    );
  });
});
