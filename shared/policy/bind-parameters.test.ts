import { describe, expect, it } from 'vitest';
import { bindMember } from './bind-member';
import { bindParameters } from './bind-parameters';
import type { JsonObject, JsonValue } from './json';
import { readDeclarations } from './parameter-declaration';
import { parameterValues } from './parameter-values';
import { evaluateExpression } from './test-kit';

const bind = (declared: JsonObject, values: JsonObject) =>
  bindParameters(readDeclarations(declared).declarations, values);

describe('bindParameters', () => {
  it('puts values before defaults, under the declared names, in any letter case', () => {
    const declared = {
      Effect: { type: 'string', defaultValue: 'Audit' },
      ports: { type: 'Array', defaultValue: [80] },
    };
    expect(bind(declared, { EFFECT: 'Deny' })).toEqual({
      parameters: { Effect: 'Deny', ports: [80] },
      problems: [],
    });
  });

  it.each<[string, JsonValue]>([
    ['String', 'x'],
    ['string', ''],
    ['Array', []],
    ['Object', {}],
    ['Boolean', false],
    ['Integer', 0],
    ['Float', 1.5],
    ['Float', 2],
    ['DateTime', '2030-01-31T23:59:59.1234567Z'],
    ['DateTime', '2030-01-31'],
  ])('takes a %s from %j', (type, value) => {
    expect(bind({ p: { type } }, { p: value })).toEqual({ parameters: { p: value }, problems: [] });
  });

  it.each<[string, JsonValue, string]>([
    ['String', 1, 'of type String, but its value is the number 1'],
    ['String', ['a'], 'of type String, but its value is an array'],
    ['Array', 'a', 'of type Array, but its value is the string "a"'],
    ['Object', [], 'of type Object, but its value is an array'],
    ['Boolean', 'true', 'of type Boolean, but its value is the string "true"'],
    ['Integer', 1.5, 'of type Integer, but its value is the number 1.5'],
    ['Integer', '1', 'of type Integer, but its value is the string "1"'],
    ['Float', {}, 'of type Float, but its value is an object'],
    ['DateTime', '2030-02-31', 'of type DateTime (such as 2030-01-31T00:00:00.0000000Z)'],
    ['DateTime', 'tomorrow', 'of type DateTime'],
  ])('refuses for a %s the value %j', (type, value, words) => {
    const { problems } = bind({ p: { type } }, { p: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'ParameterType', target: 'p' });
    expect(problems[0]?.message).toContain(words);
  });

  it.each<[string, string, JsonValue[], JsonValue, string | undefined]>([
    ['a listed value', 'String', ['Audit', 'Deny'], 'Deny', undefined],
    ['no value in other letters', 'String', ['Audit', 'Deny'], 'deny', '"deny"'],
    ['each element of an array', 'Array', ['a', 'b'], ['b', 'a', 'b'], undefined],
    ['no array with a strange element', 'Array', ['a', 'b'], ['a', 'c'], '"c"'],
    ['an array that is listed as a whole', 'Array', [['a'], ['b', 'c']], ['b', 'c'], undefined],
    ['objects by content', 'Object', [{ a: 1, b: 2 }], { b: 2, a: 1 }, undefined],
    ['no number for its text', 'Integer', [1, 2], 3, '3'],
    ['everything when the list is empty', 'String', [], 'x', undefined],
  ])('allows %s', (_, type, allowedValues, value, refused) => {
    const { problems } = bind({ p: { type, allowedValues } }, { p: value });
    if (refused === undefined) expect(problems).toEqual([]);
    else {
      expect(problems[0]?.code).toBe('ParameterNotAllowed');
      expect(problems[0]?.message).toContain(`does not allow ${refused}. Use one of `);
    }
  });

  it('checks the schema of an object and says where it fails', () => {
    const schema = { type: 'object', properties: { paths: { type: 'array' } } };
    const { problems } = bind({ hosts: { type: 'object', schema } }, { hosts: { paths: 1 } });
    expect(problems).toEqual([
      {
        code: 'ParameterSchema',
        target: 'hosts',
        message:
          "The parameter 'hosts' does not fit its schema: '$.paths' must be of type array. Correct the value.",
      },
    ]);
  });

  it('names missing and unknown parameters', () => {
    const { parameters, problems } = bind(
      { labels: { type: 'Array' }, effect: { type: 'String', defaultValue: 'Audit' } },
      { label: [] },
    );
    expect(parameters).toEqual({ effect: 'Audit' });
    expect(problems.map(({ message }) => message)).toEqual([
      "The parameter 'label' is not one of the definition's. Remove it, or use one of: labels, effect.",
      "The parameter 'labels' has no value and no default. Give it a value in the assignment's parameters.",
    ]);
  });

  it('takes null for a value that is not given', () => {
    expect(bind({ p: { type: 'String' } }, { p: null }).problems[0]?.code).toBe('ParameterMissing');
    expect(bind({ p: { type: 'String', defaultValue: 'd' } }, { p: null }).parameters).toEqual({ p: 'd' });
  });

  it('keeps names that mean something to JavaScript as mere names', () => {
    const declared = JSON.parse(
      '{"__proto__":{"type":"String"},"constructor":{"type":"String","defaultValue":"c"}}',
    );
    const { parameters, problems } = bind(declared, JSON.parse('{"__proto__":"p"}'));
    expect(problems).toEqual([]);
    expect(Object.entries(parameters)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    expect(bind({}, JSON.parse('{"toString":1}')).problems[0]?.code).toBe('ParameterUnknown');
  });
});

describe('readDeclarations', () => {
  it.each<[JsonValue, string]>([
    ['String', 'it must be an object with a type'],
    [{}, 'its type must be one of'],
    [{ type: 'Text' }, 'its type must be one of String, Array, Object, Boolean, Integer, Float, DateTime'],
    [{ type: 'String', allowedValues: 'a' }, 'allowedValues must be a list'],
    [{ type: 'Object', schema: [] }, 'schema must be an object'],
  ])('reports %j', (declared, words) => {
    const { declarations, problems } = readDeclarations({ p: declared });
    expect(declarations.size).toBe(0);
    expect(problems[0]?.message).toContain(words);
  });

  it('reports a name that occurs twice in different letters', () => {
    expect(readDeclarations({ p: { type: 'String' }, P: { type: 'Array' } }).problems[0]?.code).toBe(
      'DuplicateParameter',
    );
  });
});

describe('parameterValues', () => {
  it('opens the values of an assignment', () => {
    const given = { a: { value: [1] }, b: { Value: 'x' }, c: { value: null }, d: {} };
    expect(parameterValues(given)).toEqual({ value: { a: [1], b: 'x' } });
  });

  it.each<[JsonObject, string]>([
    [{ a: 'bare' }, 'InvalidProperty'],
    [{ a: { value: 1 }, A: { value: 2 } }, 'DuplicateParameter'],
  ])('reports %j', (given, code) => {
    expect(parameterValues(given)).toMatchObject({ problem: { code } });
  });
});

describe('bindMember', () => {
  const initiative = { effect: 'Deny', namespaces: ['a'], selector: { matchLabels: {} } };

  it.each<[string, JsonValue, JsonValue]>([
    ['a literal', 'Audit', 'Audit'],
    ['an expression', "[parameters('effect')]", 'Deny'],
    ['an expression that yields an array', "[parameters('namespaces')]", ['a']],
    ['an escaped bracket', '[[parameters()]', '[parameters()]'],
    ['a bracket that does not close', '[half', '[half'],
    ['expressions inside arrays', ['x', "[parameters('effect')]"], ['x', 'Deny']],
    [
      'expressions inside objects',
      { ranges: [{ min: 1, who: "[parameters('effect')]" }] },
      { ranges: [{ min: 1, who: 'Deny' }] },
    ],
    ['keys as they are', { "[parameters('effect')]": 1 }, { "[parameters('effect')]": 1 }],
    ['numbers and booleans', [0, false], [0, false]],
  ])('takes %s', (_, binding, expected) => {
    expect(bindMember({ p: binding }, initiative, evaluateExpression)).toEqual({
      values: { p: expected },
      problems: [],
    });
  });

  it('does not evaluate the outcome of an expression once more', () => {
    const { values } = bindMember({ p: "[parameters('x')]" }, { x: "[parameters('y')]" }, evaluateExpression);
    expect(values).toEqual({ p: "[parameters('y')]" });
  });

  it('reports a failing expression and goes on', () => {
    const { values, problems } = bindMember(
      { a: "[parameters('gone')]", b: 1 },
      initiative,
      evaluateExpression,
    );
    expect(values).toEqual({ b: 1 });
    expect(problems).toEqual([
      {
        code: 'BindingFailed',
        target: 'a',
        message:
          "The value that the initiative binds to 'a' could not be evaluated: There is no parameter 'gone'. Correct the initiative.",
      },
    ]);
  });

  it('reports an expression that builds something too deep', () => {
    const build = () => JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const { problems } = bindMember({ a: ['[json()]'] }, {}, build);
    expect(problems[0]?.message).toContain('nested deeper than 128 levels');
  });

  it('does not hand an endless expression to the evaluator', () => {
    const { problems } = bindMember({ a: `[${'x'.repeat(100_000)}]` }, {}, () => 'evaluated');
    expect(problems[0]?.code).toBe('BindingFailed');
  });
});
