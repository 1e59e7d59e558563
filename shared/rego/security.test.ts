import { describe, expect, test } from 'vitest';
import { compile, type JsonValue, RegoBudgetError, RegoCompileError } from './index';

function value(source: string, input: JsonValue = {}): JsonValue | undefined {
  const result = compile([{ file: 'p.rego', source }], { version: 'v1' }).evaluate('data.p.x', { input });
  return result.defined ? result.value : undefined;
}

/** Set by code that gets out, which none must. */
const escaped = globalThis as { pwned?: boolean };

const BREAKOUTS = [
  `"; globalThis.pwned = true; "`,
  `\\"; globalThis.pwned = true; //`,
  '`; globalThis.pwned = true; `',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text that must not be taken for a template
  '${(globalThis.pwned = true)}',
  `'); globalThis.pwned = true; ('`,
  '\u2028globalThis.pwned = true\u2029',
  '*/ globalThis.pwned = true /*',
  '</script>',
  '\u0000',
  '\ud800',
];

describe('policy text does not become code', () => {
  test.each(BREAKOUTS)('in a string: %j', (text) => {
    expect(value(`package p\n\nx := ${JSON.stringify(text)}`)).toBe(text);
    expect(escaped.pwned).toBeUndefined();
  });

  test.each(BREAKOUTS)('as a key, a path, a format and a package: %j', (text) => {
    const quoted = JSON.stringify(text);
    const source = `package p

x := [
  {${quoted}: 1}[${quoted}],
  input[${quoted}],
  object.get(input, [${quoted}], 0),
  sprintf(${JSON.stringify(text.replaceAll('%', ''))}, []),
  y[${quoted}],
]

y[${quoted}] := 2
`;
    const input = JSON.parse(`{${quoted}: 7}`) as JsonValue;
    expect(value(source, input)).toEqual([1, 7, 7, text.replaceAll('%', ''), 2]);
    const other = compile([{ file: `${text}.rego`, source: `package p[${quoted}].q\n\nx := 3` }]);
    expect(other.evaluate(`data.p[${quoted}].q.x`)).toEqual({ defined: true, value: 3 });
    expect(escaped.pwned).toBeUndefined();
  });

  test('names that JavaScript reserves are ordinary variables', () => {
    const names = [
      'this',
      'eval',
      'arguments',
      'await',
      'yield',
      'let',
      'class',
      'R',
      'K',
      'B',
      'input_',
      'rows',
      'result',
      'generation',
      'fuel',
      'require',
      'process',
      'globalThis',
    ];
    for (const name of names) {
      expect(value(`package p\n\nx := ${name} if ${name} := 5`)).toBe(5);
      expect(
        value(
          `package p\n\nx := [${name} | some ${name} in [1, 2]]\n${name}(y) := y\n`.replace(
            /\n.*\(y\).*\n$/,
            '\n',
          ),
        ),
      ).toEqual([1, 2]);
    }
  });
});

describe('what JavaScript objects inherit is not there', () => {
  const NAMES = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'length',
    'map',
    'size',
    'items',
    'bag',
    '__defineGetter__',
  ];

  test.each(NAMES)('%s is undefined unless the document has it', (name) => {
    const source = `package p

x := {
  "input": object.get(input, "${name}", "none"),
  "ref": ref,
  "dynamic": dynamic,
  "array": [y | y := [1, 2].${name}],
  "string": [y | s := "text"; y := s.${name}],
  "set": [y | y := {1, 2}.${name}],
  "made": {"${name}": 1}.${name},
  "computed": {k: 2 | some k in ["${name}"]}.${name},
}

default ref := "none"
ref := input.${name}

default dynamic := "none"
dynamic := input[k] if some k in ["${name}"]
`;
    expect(value(source)).toEqual({
      input: 'none',
      ref: 'none',
      dynamic: 'none',
      array: [],
      string: [],
      set: [],
      made: 1,
      computed: 2,
    });
    const own = JSON.parse(`{"${name}": "own"}`) as JsonValue;
    expect(value(source, own)).toMatchObject({ input: 'own', ref: 'own', dynamic: 'own' });
  });

  test('the constructor of constructors is out of reach', () => {
    const source = 'package p\n\nx := [y | y := input.constructor.constructor]';
    expect(value(source)).toEqual([]);
    expect(value(source.replace('y := input', 's := "a"; y := s'))).toEqual([]);
    expect(value(source.replace('input', '[]'))).toEqual([]);
  });

  test('writing __proto__ changes no prototype', () => {
    const source = `package p\n\nx := object.union({"a": 1}, {"__proto__": {"polluted": true}})\n`;
    const result = value(source);
    expect(Object.keys(result as object).sort()).toEqual(['__proto__', 'a']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(
      JSON.stringify(value('package p\n\nx := json.unmarshal(`{"__proto__": {"polluted": true}}`)')),
    ).toBe('{"__proto__":{"polluted":true}}');
    expect(
      JSON.stringify(
        value(
          'package p\n\nx := json.patch({}, [{"op": "add", "path": "/__proto__", "value": {"polluted": true}}])',
        ),
      ),
    ).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('hostile sources are refused in good time', () => {
  const opened = [
    ['arrays', `package p\n\nx := ${'['.repeat(50_000)}`],
    ['closed arrays', `package p\n\nx := ${'['.repeat(5_000)}1${']'.repeat(5_000)}`],
    ['braces', `package p\n\nx := ${'{'.repeat(50_000)}`],
    ['comprehensions', `package p\n\nx := ${'{a | '.repeat(300)}`],
    ['failing comprehensions', `package p\n\nx := ${'{a|'.repeat(300)}%`],
    ['parentheses', `package p\n\nx := ${'('.repeat(50_000)}1`],
    ['calls', `package p\n\nx := ${'count('.repeat(20_000)}`],
    ['minus', `package p\n\nx := ${'-'.repeat(50_000)}1`],
    ['negation', `package p\n\nx if ${'not '.repeat(50_000)}true`],
    ['template strings', `package p\n\nx := ${'$"{'.repeat(5_000)}`],
    ['numbers', `package p\n\nx := 1e${'9'.repeat(500)}`],
    ['digits', `package p\n\nx := ${'9'.repeat(50_000)}`],
    ['strings', 'package p\n\nx := "\\'],
  ] as const;

  test.each(opened)('%s', (_, source) => {
    expect(() => compile([{ file: 'p.rego', source }])).toThrow(RegoCompileError);
  });

  test('a long chain of operators compiles or is refused, but never overflows', () => {
    const source = `package p\n\nx := ${'1 + '.repeat(20_000)}1`;
    try {
      expect(value(source)).toBe(20_001);
    } catch (error) {
      expect(error instanceof RegoCompileError || error instanceof RegoBudgetError).toBe(true);
    }
  });
});

describe('regular expressions take linear time', () => {
  test.each(['(a+)+$', '(a|a)*$', '(.*a){20}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])('%s', (pattern) => {
    const source = `package p\n\nx := regex.match(\`${pattern}\`, input)`;
    expect(typeof value(source, `${'a'.repeat(5_000)}!`)).toBe('boolean');
  });

  test.each(['(?=a)', '(?<!a)b', '(a)\\1', 'a++'])(
    '%s has no place in RE2 and is an error of the builtin',
    (pattern) => {
      expect(value(`package p\n\nx := regex.match(\`${pattern}\`, "a")`)).toBeUndefined();
    },
  );
});

describe('builtins that leave the process', () => {
  test.each(['http.send({})', 'net.lookup_ip_addr("localhost")', 'opa.runtime()'])(
    '%s is refused when compiled',
    (call) => {
      expect(() => compile([{ file: 'p.rego', source: `package p\n\nx := ${call}` }])).toThrow(
        /rego_type_error: undefined function/,
      );
    },
  );

  test('unless the caller supplies them', () => {
    const source = 'package p\n\nx := http.send({"method": "get", "url": "https://example.com"}).status_code';
    const policy = compile([{ file: 'p.rego', source }], {
      builtins: { 'http.send': { arity: 1, call: () => ({ status_code: 200 }) } },
    });
    expect(policy.evaluate('data.p.x')).toEqual({ defined: true, value: 200 });
  });
});

test('evaluations change neither input nor data', () => {
  const freeze = <T>(v: T): T => {
    if (typeof v === 'object' && v !== null) for (const member of Object.values(v)) freeze(member);
    return Object.freeze(v);
  };
  const input = freeze({ a: { b: [3, 1, 2] }, s: ['x', 'x'] });
  const source = `package p

x := [y, z, sort(input.a.b), object.union(input, {"a": {"c": 1}}), json.patch(input, [{"op": "remove", "path": "/a"}])]

y := {v | some v in input.a.b}

z := v if v := input.a with input.a.d as 4

w[k] := v if some k, v in input

w.a.e := 5 if false
`;
  expect(value(source, input)).toEqual([
    [1, 2, 3],
    { b: [3, 1, 2], d: 4 },
    [1, 2, 3],
    { a: { b: [3, 1, 2], c: 1 }, s: ['x', 'x'] },
    { s: ['x', 'x'] },
  ]);
  expect(input).toEqual({ a: { b: [3, 1, 2] }, s: ['x', 'x'] });
});
