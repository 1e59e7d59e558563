import { describe, expect, it } from 'vitest';
import { parseDefinition, parsePolicyDefinitionText, parsePolicyRuleText } from './parse-definition';
import { readJsonText } from './read-json-text';

describe('reading JSON text', () => {
  it('yields what JSON.parse does', () => {
    const text = '{"a": [1, {"b": "x\\"}{"}, null], "c": {"a": 1e3}, "": [], "é": 1, "É": 2}';
    expect(readJsonText(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['{"a": 1, "b": {"c": 1, "c": 2}}', 'DuplicateKey', 'b.c'],
    ['{"a": [0, {"x": 1, "X": 2}]}', 'DuplicateKey', 'a[1].X'],
    ['{"a": 1, "\\u0061": 2}', 'DuplicateKey', 'a'],
    ['{"__proto__": 1, "__proto__": 2}', 'DuplicateKey', '__proto__'],
    ['{"a": 1', 'InvalidJson', ''],
    ['"unclosed', 'InvalidJson', ''],
    [`${'['.repeat(2000)}${']'.repeat(2000)}`, 'LimitExceeded', ''],
    [`"${'x'.repeat(1_048_576)}"`, 'LimitExceeded', ''],
  ])('refuses %.40s with %s', (text, code, path) => {
    expect(() => readJsonText(text)).toThrow(
      expect.objectContaining({ name: 'PolicyRuleError', code, path }),
    );
  });
});

describe('the text of a definition', () => {
  const rule = '"policyRule": {"if": {"field": "type", "equals": "x"}, "then": {"effect": "audit"}}';

  it.each([
    ['properties alone', `{"mode": "All", ${rule}}`],
    ['a whole definition', `{"id": "/x", "name": "x", "properties": {"mode": "All", ${rule}}}`],
    ['properties alone, one of them called properties', `{"properties": "x", "mode": "All", ${rule}}`],
  ])('may be %s', (_what, text) => {
    expect(parsePolicyDefinitionText(text)).toMatchObject({ mode: 'All', parameters: {} });
  });

  it.each([
    ['no rule', '{"mode": "All"}', 'MissingKey'],
    [
      'a rule that is malformed',
      '{"policyRule": {"if": {}, "then": {"effect": "audit"}}}',
      'InvalidCondition',
    ],
    [
      'a name both beside and within properties',
      `{"displayName": "a", "properties": {"displayName": "b", ${rule}}}`,
      'DuplicateKey',
    ],
    ['a parameter that is no object', `{"parameters": {"a": "String"}, ${rule}}`, 'NotAnObject'],
    ['two parameters that differ in case', `{"parameters": {"a": {}, "A": {}}, ${rule}}`, 'DuplicateKey'],
  ])('must not have %s', (_what, text, code) => {
    expect(() => parsePolicyDefinitionText(text)).toThrow(expect.objectContaining({ code }));
  });

  it('takes null for parameters that are not there', () => {
    const definition = JSON.parse(`{"parameters": null, ${rule}}`) as Parameters<typeof parseDefinition>[0];
    expect(parseDefinition(definition).parameters).toEqual({});
  });
});

it('the text of a rule is checked as a rule', () => {
  expect(() => parsePolicyRuleText('{"if": {"field": "type", "field": "name"}, "then": {}}')).toThrow(
    'if.field: The name "field" is given twice',
  );
});
