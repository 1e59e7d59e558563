import { describe, expect, test } from 'vitest';
import { type Budget, compile, type JsonValue, RegoBudgetError } from './index';

const policy = compile([
  {
    file: 'heavy.rego',
    source: `package heavy

xs := numbers.range(1, 1000)

loop if {
  some a in xs
  some b in xs
  some c in xs
  a + b + c == 0
}

grow := [[a, b] | some a in xs; some b in xs]

chain if f1(1)
f1(x) if f2(x)
f2(x) if f3(x)
f3(x) if f4(x)
f4(x) if x == 1

text := concat("", [s | some a in xs; s := sprintf("%1000d", [a])])

deep := json.marshal(input)
`,
  },
]);

function stopped(target: string, budget: Budget, input?: JsonValue): RegoBudgetError {
  try {
    policy.evaluate(target, { budget, ...(input === undefined ? {} : { input }) });
  } catch (error) {
    if (error instanceof RegoBudgetError) return error;
    throw error;
  }
  throw new Error('was not stopped');
}

describe('a budget stops an evaluation with an error that names the limit and the rule', () => {
  test.each<[string, string, Budget, string]>([
    ['steps', 'data.heavy.loop', { steps: 10_000 }, 'data.heavy.loop'],
    ['elements', 'data.heavy.grow', { elements: 5_000 }, 'data.heavy.grow'],
    ['depth', 'data.heavy.chain', { depth: 3 }, 'function data.heavy.f3'],
    ['milliseconds', 'data.heavy.loop', { milliseconds: 20 }, 'data.heavy.loop'],
  ])('%s', (limit, target, budget, rule) => {
    const error = stopped(target, budget);
    expect(error.limit).toBe(limit);
    expect(error.rule).toBe(rule);
    expect(error.code).toBe('eval_cancel_error');
    expect(error.message).toBe(
      `eval_cancel_error: ${rule} used up the budget for ${limit}; make the policy cheaper or raise that limit`,
    );
  });
});

test('a builtin that would make too many elements is stopped before it makes them', () => {
  expect(stopped('data.heavy.xs', { elements: 100 }).limit).toBe('elements');
});

test('an input nested too deeply for the stack ends in the error for depth', () => {
  const nested = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as JsonValue;
  expect(stopped('data.heavy.deep', {}, nested).limit).toBe('depth');
});

test('the clock is an argument', () => {
  let now = 0;
  const clock = (): number => {
    now += 1000;
    return now;
  };
  expect(() => policy.evaluate('data.heavy.loop', { budget: { milliseconds: 5 }, clock })).toThrow(
    RegoBudgetError,
  );
});

test('an evaluation that stays within its budget is not disturbed, and the next one starts afresh', () => {
  const budget = { steps: 3_000, elements: 3_000, depth: 10, milliseconds: 10_000 };
  for (let i = 0; i < 3; i++)
    expect(policy.evaluate('data.heavy.chain', { budget })).toEqual({ defined: true, value: true });
  expect(stopped('data.heavy.loop', budget).limit).toBe('steps');
  expect(policy.evaluate('data.heavy.chain', { budget })).toEqual({ defined: true, value: true });
});
