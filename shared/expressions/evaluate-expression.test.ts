import { describe, expect, it } from 'vitest';
import { ExpressionFailure, ExpressionSyntaxError } from './errors';
import { type ExpressionScope, evaluateExpression, evaluateTemplate } from './evaluate-expression';
import type { JsonValue } from './json-value';

const scope: ExpressionScope = {
  parameters: { House: 'Gryffindor', points: [10, 20], map: { Owner: 'Filch', nested: { deep: true } } },
  variables: { spell: 'lumos' },
  utcNow: '2026-06-01T12:34:56.7890000Z',
};
const evaluate = (text: string): JsonValue => evaluateExpression(text, scope);

describe('texts', () => {
  it.each<[string, JsonValue]>([
    ['plain', 'plain'],
    ['', ''],
    ['[[not an expression]', '[not an expression]'],
    ['[not closed', '[not closed'],
    ["[concat('it''s')]", "it's"],
    ["[ concat ( 'a' , 'b' ) ]", 'ab'],
    ["[CONCAT('a', 'b')]", 'ab'],
    ['[sub(10, -3)]', 13],
    ['[true]', true],
    ['[null()]', null],
  ])('%s yields %j', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});

describe('names', () => {
  it.each<[string, JsonValue]>([
    ["[parameters('house')]", 'Gryffindor'],
    ["[variables('Spell')]", 'lumos'],
    ["[parameters('map').owner]", 'Filch'],
    ["[parameters('map').nested.deep]", true],
    ["[parameters('points')[1]]", 20],
    ["[parameters('map')['OWNER']]", 'Filch'],
    ["[parameters('map').?absent]", null],
    ["[parameters('points')[?9]]", null],
  ])('%s yields %j', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it.each([
    ["[parameters('absent')]", 'MissingParameter'],
    ["[parameters('map').absent]", 'MissingProperty'],
    ["[parameters('points')[2]]", 'MissingProperty'],
    ["[parameters('map').__proto__]", 'MissingProperty'],
    ["[reference('x')]", 'NotAvailable'],
  ])('%s fails with %s', (text, code) => {
    expect(() => evaluate(text)).toThrow(expect.objectContaining({ name: 'ExpressionFailure', code }));
  });
});

describe('malformed expressions are refused with their place', () => {
  it.each([
    ['[]', 'EmptyExpression', 0],
    ["[concat('a']", 'UnexpectedToken', 10],
    ["[concat('a)]", 'UnterminatedString', 7],
    ["[concat('a') 'b']", 'TrailingText', 12],
    ['[concat(#)]', 'UnexpectedCharacter', 7],
    ['[field]', 'UnexpectedToken', 5],
    ['[nonsense()]', 'UnknownFunction', 0],
    ["[substring('a')]", 'WrongArgumentCount', 0],
    [`[${'not('.repeat(65)}true${')'.repeat(65)}]`, 'TooDeep', 256],
  ])('%s', (text, code, offset) => {
    expect(() => evaluate(text)).toThrow(
      expect.objectContaining({ name: 'ExpressionSyntaxError', code, offset }),
    );
  });

  it('names the function and the counts', () => {
    expect(() => evaluate("[substring('a')]")).toThrow('substring() takes 2 to 3 arguments, not 1.');
    expect(() => evaluate("[substring('a')]")).toThrow(ExpressionSyntaxError);
  });
});

describe('if', () => {
  it('evaluates only the branch that it takes', () => {
    expect(evaluate("[if(true(), 'safe', substring('', 5))]")).toBe('safe');
    expect(() => evaluate("[if(false(), 'safe', substring('', 5))]")).toThrow(ExpressionFailure);
  });
});

describe('lambdas', () => {
  it.each<[string, JsonValue]>([
    ["[map(range(1, 3), lambda('n', mul(lambdaVariables('n'), 2)))]", [2, 4, 6]],
    ["[filter(range(0, 6), lambda('n', equals(mod(lambdaVariables('n'), 2), 0)))]", [0, 2, 4]],
    ["[reduce(range(1, 4), 0, lambda('sum', 'n', add(lambdaVariables('sum'), lambdaVariables('n'))))]", 10],
    [
      "[sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]",
      [1, 2, 3],
    ],
    [
      "[map(createArray(1, 2), lambda('a', map(createArray(10), lambda('b', add(lambdaVariables('a'), lambdaVariables('b'))))))]",
      [[11], [12]],
    ],
    ["[toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')), lambda('x', 1))]", { a: 1, b: 1 }],
    [
      "[groupBy(createArray('ab', 'ac', 'bc'), lambda('x', first(lambdaVariables('x'))))]",
      { a: ['ab', 'ac'], b: ['bc'] },
    ],
    ["[mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))]", { a: 2 }],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it('have no variables outside', () => {
    expect(() => evaluate("[lambdaVariables('n')]")).toThrow(
      "No lambda around this call has a variable 'n'.",
    );
  });
});

describe('templates', () => {
  it('expand every text within, and leave names alone', () => {
    const template = { "[concat('a')]": ["[parameters('house')]", 1, { x: '[[y]' }] };
    expect(evaluateTemplate(template, scope)).toEqual({ "[concat('a')]": ['Gryffindor', 1, { x: '[y]' }] });
    expect(template).toEqual({ "[concat('a')]": ["[parameters('house')]", 1, { x: '[[y]' }] });
  });

  it('keep a key such as __proto__ as a key', () => {
    const template = JSON.parse('{"__proto__": "[parameters(\'house\')]"}') as JsonValue;
    expect(JSON.stringify(evaluateTemplate(template, scope))).toBe('{"__proto__":"Gryffindor"}');
  });
});

describe('the budget', () => {
  it('ends an evaluation that takes too many steps', () => {
    const text = "[map(range(0, 1000), lambda('n', length(string(lambdaVariables('n')))))]";
    expect(() => evaluateExpression(text, { budget: { steps: 500 } })).toThrow('more than 500 steps');
  });

  it('ends an evaluation whose time is over', () => {
    const text = "[map(range(0, 5000), lambda('n', length(string(lambdaVariables('n')))))]";
    let asked = 0;
    const expired = (): boolean => ++asked > 2;
    expect(() => evaluateExpression(text, { budget: { expired } })).toThrow(
      expect.objectContaining({ code: 'TimeExceeded' }),
    );
    expect(asked).toBe(3);
  });

  it.each([
    "[padLeft('x', 1000000)]",
    "[replace(padLeft('x', 100000), ' ', '0123456789')]",
    '[range(0, 10001)]',
  ])('%s asks for too much', (text) => {
    expect(() => evaluate(text)).toThrow(ExpressionFailure);
  });
});
