import { describe, expect, test } from 'vitest';
import { compile } from '../index';

function complaint(body: string): string | undefined {
  const source = `package owls\n\nx if { ${body} }\n\nf(y) := y\n\ng(_) := "g"\n`;
  try {
    compile([{ file: 'owls.rego', source }]);
  } catch (error) {
    return (error as Error).message.replace(/^owls\.rego:3:\d+: /, '');
  }
  return undefined;
}

describe('what can never hold by its types is refused', () => {
  test.each([
    ['count(1) > 0', 'rego_type_error: count: invalid argument(s)'],
    ['"a" + "b" == input.s', 'rego_type_error: plus: invalid argument(s)'],
    ['{1} - [1]', 'rego_type_error: minus: invalid argument(s)'],
    ['y := {1}; startswith(y, "a")', 'rego_type_error: startswith: invalid argument(s)'],
    ['y := count(input.xs); lower(y) == "a"', 'rego_type_error: lower: invalid argument(s)'],
    ['sprintf("%v", input.s) == sprintf("%v", {1})', 'rego_type_error: sprintf: invalid argument(s)'],
    ['1 == "a"', 'rego_type_error: match error'],
    ['[y] = 1', 'rego_type_error: match error'],
    ['not count(input.xs) == "1"', 'rego_type_error: match error'],
    ['y := [z | z := 1]; y == {1}', 'rego_type_error: match error'],
  ])('%s', (body, wanted) => {
    expect(complaint(body)).toBe(wanted);
  });
});

describe('what may hold for some document is not', () => {
  test.each([
    'count(input.x) > 0',
    'input.x == "a"; input.x == 1',
    'f(1) == "a"',
    '1 != "a"',
    'y := 1 == "a"; not y',
    'not 1 in [[1] == true]',
    '1 < "a"',
    '{1} - input.x == set()',
    'object.get({}, "a", 1) == "b"',
    'some y in [1, "a"]; startswith(y, "a")',
    'y = input.x; y + 1 == 2; startswith(y, "a")',
    'y := count(input.xs) with count as g; startswith(y, "g")',
    'y := [1, "a"][_]; y == "a"',
    'is_string(1)',
  ])('%s', (body) => {
    expect(complaint(body)).toBeUndefined();
  });

  test('nor is anything where policies are read as Regorus reads them', () => {
    const source = 'package owls\n\nx if { count(1) > 0 }\n';
    const policy = compile([{ file: 'owls.rego', source }], { dialect: 'regorus' });
    expect(policy.evaluate('data.owls.x')).toEqual({ defined: false });
  });
});
