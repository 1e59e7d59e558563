import { describe, expect, it } from 'vitest';
import { compile, parseRegoValue } from '../index';
import { createInputPaths } from './input-paths';

describe('paths into input', () => {
  it('go on from variables for what several of them start with', () => {
    const paths = createInputPaths();
    const marks = [
      ['review', 'object', 'spec'],
      ['review', 'object', 'metadata', 'name'],
      ['parameters'],
    ].map((keys) => paths.mark(keys));
    expect(paths.resolve(marks.join(';'))).toEqual({
      source: 'p1?.["spec"];p1?.["metadata"]?.["name"];input?.["parameters"]',
      names: ['p1'],
      reads: 'p1 = input?.["review"]?.["object"];',
    });
  });

  it('follow an input that is replaced for a while', () => {
    const source = `package p
      a := input.x.a
      b := input.x.b
      inner if { a == 3; b == 4 }
      all := [a, b, [r | r := [a, b] with input as {"x": {"a": 3, "b": 4}}], [r | r := [a, b] with input.x.a as 5]]
      held if inner with input.x as {"a": 3, "b": 4}`;
    const policy = compile([{ file: 'p.rego', source }]);
    const input = { x: { a: 1, b: 2 } };
    expect(policy.evaluate('data.p.all', { input })).toEqual({
      defined: true,
      value: [1, 2, [[3, 4]], [[5, 2]]],
    });
    expect(policy.evaluate('data.p.held', { input })).toEqual({ defined: true, value: true });
    expect(policy.evaluate('data.p.inner', { input })).toEqual({ defined: false });
  });
});

describe('code made for what an evaluation demands', () => {
  const source = `package p
    tag := input.tags.x
    f(x) := g(x)
    g(x) := x + 1
    deep := f(1)`;
  const policy = compile([{ file: 'p.rego', source }]);

  it('looks into sets of an input that has some', () => {
    const input = parseRegoValue('{"tags": {"x", "y"}}');
    expect(policy.evaluate('data.p.tag', { input: { tags: ['x'] } })).toEqual({ defined: false });
    expect(policy.evaluate('data.p.tag', { input, regoValues: true })).toEqual({ defined: true, value: 'x' });
    expect(policy.evaluate('data.p.tag', { input: { tags: { x: 1 } } })).toEqual({ defined: true, value: 1 });
  });

  it('counts calls where the budget may be reached, and not in the evaluations around that', () => {
    const enough = { defined: true, value: 2 };
    expect(policy.evaluate('data.p.deep')).toEqual(enough);
    expect(() => policy.evaluate('data.p.deep', { budget: { depth: 2 } })).toThrow('budget for depth');
    expect(policy.evaluate('data.p.deep', { budget: { depth: 3 } })).toEqual(enough);
  });
});
