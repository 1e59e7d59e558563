import { describe, expect, test } from 'vitest';
import { compile, RegoCompileError } from './index';

/** `row:col code: message` of every complaint. */
function complaints(source: string, version: 'v0' | 'v1' = 'v1'): string[] {
  try {
    compile([{ file: 'p.rego', source }], { version });
  } catch (error) {
    if (!(error instanceof RegoCompileError)) throw error;
    return error.errors.map((e) => `${e.row}:${e.col} ${e.code}: ${e.message}`);
  }
  return [];
}

describe('sources that cannot be compiled', () => {
  test.each<[string, string[]]>([
    ['', ['1:1 rego_parse_error: empty module']],
    ['x := 1', ['1:1 rego_parse_error: unexpected identifier token: package expected']],
    ['package p\n\nx := [1', ['3:8 rego_parse_error: unexpected eof token: expected ]']],
    ['package p\n\nx if { ; }', ['3:8 rego_parse_error: unexpected ; token']],
    ['package p\n\nx { true }', ['3:1 rego_parse_error: `if` keyword is required before rule body']],
    ['package p\n\nx[1]', ['3:1 rego_parse_error: `contains` keyword is required for partial set rules']],
    ['package p\n\nx', ['3:1 rego_parse_error: var cannot be used for rule name']],
    [
      'package p\n\ndefault x := y',
      ['3:14 rego_parse_error: illegal default rule (value cannot contain var)'],
    ],
    [
      'package p\n\nx := "\\q"',
      ['3:6 rego_parse_error: illegal string: bad escape sequence or control character'],
    ],
    [
      'package p\n\nx := 01',
      ['3:6 rego_parse_error: illegal number format: leading zeros are not permitted'],
    ],
    [
      'package p\n\nimport foo.bar',
      [
        '3:8 rego_parse_error: unexpected import path, must begin with one of: {data, future, input, rego}, got: foo',
      ],
    ],
    ['package p\n\nx if y', ['3:6 rego_unsafe_var_error: var y is unsafe']],
    ['package p\n\nx if not input.a[_]', ['3:6 rego_unsafe_var_error: var _ is unsafe']],
    ['package p\n\nx contains y if input.a', ['3:12 rego_unsafe_var_error: var y is unsafe']],
    ['package p\n\nx if { y := 1; y := 2 }', ['3:16 rego_compile_error: var y assigned above']],
    ['package p\n\nx if { some y; y := 2 }', ['3:16 rego_compile_error: var y declared above']],
    ['package p\n\nx if { input.a == y; y := 2 }', ['3:22 rego_compile_error: var y referenced above']],
    ['package p\n\nx if { some y; input.a }', ['3:13 rego_compile_error: declared var y unused']],
    ['package p\n\nx if { 1 := 2 }', ['3:8 rego_compile_error: cannot assign to number']],
    ['package p\n\nx if { [y, 1] := [1, 1] }', ['3:12 rego_compile_error: cannot assign to number']],
    [
      'package p\n\nx := y if { {"a": y} = {"a": 1, "b": 2} }',
      ['3:13 rego_unsafe_var_error: var y is unsafe', '3:6 rego_unsafe_var_error: var y is unsafe'],
    ],
    ['package p\n\nx := 1; y := 2', ['3:7 rego_parse_error: unexpected ; token']],
    [
      'package p\n\nimport data.y as input',
      ['3:18 rego_parse_error: unexpected import alias, must not be a reserved name, got: input'],
    ],
    [
      'package p\n\nimport data.y.if',
      [
        '3:8 rego_parse_error: unexpected import path, must not end with a keyword, got: if (hint: import a different path or use an alias)',
      ],
    ],
    ['package p\n\nimport future.keywords as k', ['3:27 rego_parse_error: future imports cannot be aliased']],
    ['package p\n\nx := f(1)', ['3:6 rego_type_error: undefined function f']],
    [
      'package p\n\nx := f\n\nf(y) := y',
      ['3:6 rego_type_error: function data.p.f used as reference, not called'],
    ],
    ['package p\n\nx := print(1)', ['3:6 rego_type_error: print(…) used as value']],
    ['package p\n\nf(count([1])) := 1', ['3:3 rego_compile_error: rule arguments cannot contain calls']],
    ['package p\n\nx := $"{input.y[_]}"', ['3:17 rego_compile_error: var _ is undeclared']],
    [
      'package p\n\nx if { true with owl as 1 }',
      ['3:18 rego_type_error: with keyword target must reference existing input, data, or a function'],
    ],
    [
      'package p\n\nx if { true with walk as 1 }',
      ['3:18 rego_compile_error: with keyword replacing built-in function: target must not be a relation'],
    ],
    [
      'package p\n\nx if { count([]) == 0 with count as f }\n\nf(y, z) := 1',
      ['3:37 rego_type_error: count: arity mismatch'],
    ],
    [
      'package p\n\nx if { y.z with data.p.y.z as 1 }\n\ny := {"z": 1}',
      ['3:17 rego_compile_error: with keyword cannot partially replace virtual document(s)'],
    ],
    [
      'package p\n\nf(y) := y\n\nx := f(1, 2)',
      ['5:6 rego_type_error: data.p.f: function has arity 1, got 2 arguments'],
    ],
    ['package p\n\nx := count()', ['3:6 rego_type_error: count: function has arity 1, got 0 arguments']],
    [
      'package p\n\nx := any([true])',
      ['3:6 rego_type_error: deprecated built-in function calls in expression: any'],
    ],
    [
      'package p\n\nx if y\n\ny if x',
      ['3:1 rego_recursion_error: rule data.p.x is recursive: data.p.x -> data.p.y -> data.p.x'],
    ],
    ['package p\n\nx := 1\n\nx contains 2', ['5:1 rego_type_error: conflicting rules data.p.x found']],
    ['package p\n\nf(a) := 1\n\nf(a, b) := 2', ['5:1 rego_type_error: conflicting rules data.p.f found']],
    [
      'package p\n\ndefault x := 1\n\ndefault x := 2',
      ['5:1 rego_type_error: multiple default rules data.p.x found'],
    ],
    [
      'package p\n\ninput := 1',
      ['3:1 rego_compile_error: rules must not shadow input (use a different rule name)'],
    ],
  ])('%j', (source, expected) => {
    expect(complaints(source)).toEqual(expected);
  });

  test('in v0, what v1 demands is not demanded', () => {
    expect(complaints('package p\n\nx { any([true]) }\n\ny[1] { true }\n\ny[z] { z := 2 }', 'v0')).toEqual(
      [],
    );
    expect(complaints('package p\n\nx if { true }', 'v0')).toEqual([
      '3:1 rego_parse_error: var cannot be used for rule name',
    ]);
    expect(complaints('package p\n\nimport rego.v1\n\nx { true }', 'v0')).toEqual([
      '5:1 rego_parse_error: `if` keyword is required before rule body',
    ]);
  });

  test('entrypoints must exist', () => {
    const modules = [{ file: 'p.rego', source: 'package p\n\nx := 1' }];
    expect(() => compile(modules, { entrypoints: ['data.p.y'] })).toThrow('undefined entrypoint data.p.y');
    expect(compile(modules, { entrypoints: ['data.p.x'] }).rules).toEqual(['data.p.x']);
  });
});
