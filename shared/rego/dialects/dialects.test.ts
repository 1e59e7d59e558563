import { describe, expect, test } from 'vitest';
import { compile, type DialectName, type JsonValue } from '../index';

interface Setting {
  readonly version?: 'v0' | 'v1';
  readonly data?: JsonValue;
}

/** The value of `data.owls.x`, `undefined`, or the message of what failed. */
function outcome(source: string, dialect: DialectName, setting: Setting = {}): JsonValue | undefined {
  try {
    const policy = compile([{ file: 'owls.rego', source: `package owls\n${source}\n` }], {
      ...setting,
      dialect,
    });
    const result = policy.evaluate('data.owls.x');
    return result.defined ? result.value : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const v0: Setting = { version: 'v0' };
const noCollection = 'eval_type_error: `some .. in collection` expects array/set/object.';
const shadows =
  'owls.rego:3:1: rego_compile_error: this import shadows previous import: rego.v1 brings all of future.keywords';

describe('where Regorus and OPA differ', () => {
  test.each<[string, string, Setting, JsonValue | undefined, JsonValue | undefined]>([
    ['some … in null', 'x if some _ in null', {}, undefined, noCollection],
    ['some … in a text', 'x if { y := "owl"; some _ in y }', {}, undefined, noCollection],
    ['some … in a set', 'x := [y | some y in {2, 1}]', {}, [1, 2], [1, 2]],
    [
      'a pattern that no member fits',
      'x if some [a, b] in [[1, 2, 3]]',
      {},
      undefined,
      'owls.rego:2:11: rego_compile_error: mismatch in number of array elements',
    ],
    ['a pattern that one member fits', 'x := [a | some [a] in [[1, 2], [3]]]', {}, [3], [3]],
    [
      'a pattern and no list',
      'x if some [1] in [1]',
      {},
      undefined,
      'owls.rego:2:11: rego_compile_error: Cannot bind pattern of type `array`',
    ],
    ['a pattern and an unknown member', 'x if { y := [1, 2]; some [_, 2] in [y] }', {}, true, true],
    ['not of a list with an undefined member', 'p if false\nx if not [p]', {}, undefined, true],
    [
      'a minus before a name',
      'x := -y\ny := 1',
      {},
      -1,
      'owls.rego:2:6: rego_compile_error: unary - can only be used with numeric literals',
    ],
    ['a minus before a number', 'x := 3 - -2', {}, 5, 5],
    ['base data at a rule', 'x := 6', { data: { owls: { x: { wand: [1, null] } } } }, 6, { wand: [1, null] }],
    ['base data beside a rule', 'x := 6', { data: { owls: { y: 1 } } }, 6, 6],
    [
      'if without import',
      'x if { 1 == 1 }',
      v0,
      'owls.rego:2:1: rego_parse_error: var cannot be used for rule name',
      true,
    ],
    ['rego.v1 before future', 'import rego.v1\nimport future.keywords.in\nx := 1', v0, 1, shadows],
    ['future before rego.v1', 'import future.keywords.in\nimport rego.v1\nx := 1', v0, 1, shadows],
    [
      '%f and %o',
      'x := sprintf("%f|%o|%5.1f|%%|%d", [3.14, 64, 2.5, 7])',
      {},
      '3.140000|100|  2.5|%|7',
      '3.14|0O100|  2.5|%|7',
    ],
    [
      'a time with microseconds',
      'x := time.format(1703444325734390000)',
      {},
      '2023-12-24T18:58:45.73439Z',
      '2023-12-24T18:58:45.734390Z',
    ],
    [
      'a time with full seconds',
      'x := time.format(1257894000000000000)',
      {},
      '2009-11-10T23:00:00Z',
      '2009-11-10T23:00:00Z',
    ],
    ['a time with a layout', 'x := time.format([0, "UTC", "2006"])', {}, '1970', '1970'],
    [
      'a UUID of version 7',
      'x := uuid.parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")',
      {},
      { variant: 'RFC4122', version: 7 },
      { variant: 'RFC4122', version: 7, time: 1_645_557_742_000_000_000 },
    ],
    [
      'a UUID of version 4',
      'x := uuid.parse("a6342df8-7801-469c-b3f3-c5317a0ebdaa")',
      {},
      { variant: 'RFC4122', version: 4 },
      { variant: 'RFC4122', version: 4 },
    ],
  ])('%s', (_, source, setting, opa, regorus) => {
    expect(outcome(source, 'opa', setting)).toEqual(opa);
    expect(outcome(source, 'regorus', setting)).toEqual(regorus);
  });
});

describe('print', () => {
  const source = `package owls

greet(name) := text if {
	print("greeting", name)
	text := sprintf("hello %s", [name])
}

x := greet("hedwig") if {
	print(input.missing, {1, 2}, set(), null, "text", ["text"])
	print([1, 2][_])
	print()
}
`;

  function printed(dialect: DialectName): [JsonValue | undefined, string[]] {
    const lines: string[] = [];
    const onPrint = (file: string, line: number, text: string) => lines.push(`${file}:${line}: ${text}`);
    const result = compile([{ file: 'owls.rego', source }], { dialect, onPrint }).evaluate('data.owls.x', {
      input: {},
    });
    return [result.defined ? result.value : undefined, lines];
  }

  test('tells a listener each line with its place, and never ends a body', () => {
    expect(printed('opa')).toEqual([
      'hello hedwig',
      [
        'owls.rego:9: <undefined> {1, 2} set() null text ["text"]',
        'owls.rego:10: 1',
        'owls.rego:10: 2',
        'owls.rego:11: ',
        'owls.rego:4: greeting hedwig',
      ],
    ]);
    expect(printed('regorus')[1][0]).toBe('owls.rego:9: <undefined> {1, 2} {} null text ["text"]');
  });

  test('is left out where nobody listens', () => {
    const policy = compile([{ file: 'owls.rego', source }]);
    expect(policy.evaluate('data.owls.x', { input: {} })).toEqual({ defined: true, value: 'hello hedwig' });
  });

  test('names variables that must be known', () => {
    expect(() =>
      compile([{ file: 'owls.rego', source: 'package owls\n\nx if print(y)\n' }], {
        onPrint: () => undefined,
      }),
    ).toThrow('rego_unsafe_var_error: var y is unsafe');
  });
});
