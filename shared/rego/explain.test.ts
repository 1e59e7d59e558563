import { expect, test } from 'vitest';
import { compile } from './index';

const source = `package t

violation[{"msg": msg}] {
  container := input.containers[_]
  not startswith(container.image, "good/")
  msg := sprintf("bad image in %v", [container.name])
}

violation[{"msg": "never"}] {
  some i
  input.containers[i].name == "nobody"
}

unrelated { input.x }
`;

test('explain tells which bodies held, where a body failed and what was bound there', () => {
  const policy = compile([{ file: 'a.rego', source }], { version: 'v0' });
  const input = {
    containers: [
      { name: 'a', image: 'bad/x' },
      { name: 'b', image: 'good/x' },
    ],
  };
  const { evaluation, bodies } = policy.explain('data.t.violation', { input });
  expect(evaluation).toEqual({ defined: true, value: [{ msg: 'bad image in a' }] });
  expect(bodies).toEqual([
    {
      rule: 'data.t.violation',
      at: { file: 'a.rego', row: 3, col: 1 },
      outcome: 'succeeded',
      solutions: 1,
      bindings: [{ container: { name: 'a', image: 'bad/x' }, msg: 'bad image in a' }],
    },
    {
      rule: 'data.t.violation',
      at: { file: 'a.rego', row: 9, col: 1 },
      outcome: 'failed',
      solutions: 0,
      failedAt: { file: 'a.rego', row: 11, col: 3 },
      bindings: [{}],
    },
    {
      rule: 'data.t.unrelated',
      at: { file: 'a.rego', row: 14, col: 1 },
      outcome: 'skipped',
      solutions: 0,
      bindings: [],
    },
  ]);
});

test('explain refuses what is no rule', () => {
  const policy = compile([{ file: 'a.rego', source }], { version: 'v0' });
  expect(() => policy.explain('data.t.nothing')).toThrow('data.t.nothing is no rule');
});
