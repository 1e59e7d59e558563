import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { reviewOf } from '../review/review-of';
import { reviewOfRequest } from '../review/review-of-request';
import type { EvaluationBudget, ProgramOutcome } from '../template/template-program';
import { compileCelProgram } from './compile-cel-program';

const pod: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { replicas: 2, ratio: 0.5 },
};

interface Run {
  readonly parameters?: JsonObject;
  readonly review?: JsonObject;
  readonly budget?: EvaluationBudget;
}

function run(source: JsonObject, { parameters, review, budget }: Run = {}): ProgramOutcome {
  const program = compileCelProgram(source);
  if ('problems' in program) throw new Error(program.problems.join('; '));
  const constraint = { kind: 'K', metadata: { name: 'c' }, spec: { parameters: parameters ?? {} } };
  return program.evaluate({
    review: review ?? reviewOf(pod).document,
    parameters,
    constraint,
    inventory: undefined,
    budget,
  });
}

const result = (message: string): { message: string; details: JsonObject } => ({ message, details: {} });

describe('a CEL template', () => {
  it('reports each validation that fails, with its message', () => {
    const validations = [
      {
        expression: 'false',
        messageExpression: '"no " + string(variables.anyObject.metadata.name)',
        message: 'unused',
      },
      { expression: 'true' },
      { expression: 'false', message: '  written  ' },
      { expression: ' 1 > 2 ' },
    ];
    expect(run({ validations })).toEqual({
      results: [result('no web'), result('written'), result('failed expression: 1 > 2')],
    });
  });

  it.each([
    ['an error', 'object.missing'],
    ['an empty text', '"  "'],
    ['a line feed', '"a\\nb"'],
    ['a value of any type', 'variables.anyObject.metadata.name'],
    ['too long a text', '"x".replace("x", variables.long)'],
  ])('falls back to the message when its expression gives %s', (_name, messageExpression) => {
    const variables = [{ name: 'long', expression: `"${'y'.repeat(5121)}"` }];
    const validations = [{ expression: 'false', messageExpression, message: 'plain' }];
    expect(run({ variables, validations })).toEqual({ results: [result('plain')] });
  });

  it('lets variables see earlier ones, the parameters and the constraint, and evaluates each once', () => {
    const variables = [
      { name: 'limit', expression: 'has(variables.params.limit) ? variables.params.limit : 1' },
      { name: 'text', expression: 'params.metadata.name + string(variables.limit)' },
    ];
    const validations = [{ expression: 'variables.text == "c5" && params == null', message: 'x' }];
    expect(compileCelProgram({ variables, validations })).toEqual({
      problems: ["validations[0]: 1:27: undeclared reference to 'params' (in container '')"],
    });
    const allowed = [{ expression: 'variables.text == "c5"', message: 'x' }];
    expect(run({ variables, validations: allowed }, { parameters: { limit: 5 } })).toEqual({ results: [] });
  });

  it('gives whole numbers as integers and null for absent parameters', () => {
    const validations = [
      { expression: 'object.spec.replicas + 1 == 3 && object.spec.ratio < 1.0 && variables.params == null' },
    ];
    expect(run({ validations })).toEqual({ results: [] });
  });

  it('shows a deleted object as old object, and as anyObject', () => {
    const review = reviewOfRequest({
      operation: 'DELETE',
      oldObject: pod,
      kind: { group: '', version: 'v1', kind: 'Pod' },
    });
    const validations = [
      { expression: 'object == null && oldObject.kind == "Pod" && variables.anyObject.kind == "Pod"' },
      { expression: 'request.operation == "DELETE" && namespaceObject == null' },
    ];
    expect(run({ validations }, { review: review.document })).toEqual({ results: [] });
  });

  it('takes an error for a violation, unless its failure policy says Ignore', () => {
    const validations = [{ expression: 'object.missing == 1' }];
    const message = "expression 'object.missing == 1' resulted in error: no such key: missing";
    expect(run({ validations })).toEqual({ results: [result(message)] });
    expect(run({ validations, failurePolicy: 'Ignore' })).toEqual({ results: [] });
  });

  it('yields nothing when a match condition is false, which beats errors', () => {
    const validations = [{ expression: 'false', message: 'x' }];
    const broken = { name: 'broken', expression: 'object.missing == 1' };
    const matchCondition = [broken, { name: 'never', expression: 'false' }];
    expect(run({ validations, matchCondition })).toEqual({ results: [] });
    expect(run({ validations, matchCondition: [broken] })).toEqual({
      results: [result("expression 'object.missing == 1' resulted in error: no such key: missing")],
    });
  });

  it('says which variable failed', () => {
    const variables = [{ name: 'bad', expression: 'object.missing.too' }];
    const validations = [{ expression: 'variables.bad == 1' }, { expression: 'variables.bad == 1 || true' }];
    expect(run({ variables, validations })).toEqual({
      results: [
        result(
          `expression 'variables.bad == 1' resulted in error: composited variable "bad" fails to evaluate: no such key: missing`,
        ),
      ],
    });
  });

  it('knows the types of variables', () => {
    const variables = [{ name: 'count', expression: 'size(object.spec)' }];
    expect(
      compileCelProgram({ variables, validations: [{ expression: 'variables.count + "a" == ""' }] }),
    ).toEqual({
      problems: ["validations[0]: 1:17: found no matching overload for '_+_' applied to '(int, string)'"],
    });
  });

  it('shows the kind of the request twice, and no dry run', () => {
    const validations = [
      { expression: 'request.requestKind.kind == "Pod" && !request.dryRun && request.operation == ""' },
    ];
    expect(run({ validations })).toEqual({ results: [] });
  });

  it.each([
    ['lists.range(1000).map(x, lists.range(1000).map(y, x * y)).size() == 1'],
    ['lists.range(200000).map(x, string(x)).join(",").split(",").exists(s, s.matches("^(a+)+$"))'],
  ])('cuts %s off', (expression) => {
    const variables = [{ name: 'big', expression: 'lists.range(1000)' }];
    expect(run({ variables, validations: [{ expression }] })).toEqual({
      error: { code: 'budget_exceeded', message: 'the CEL template used up the budget of 1000000 steps' },
    });
  });

  it('knows conditions by their singular name only, as Gatekeeper does', () => {
    const never = [{ name: 'never', expression: 'false' }];
    expect(run({ validations: [{ expression: 'false', message: 'x' }], matchConditions: never })).toEqual({
      results: [result('x')],
    });
  });

  it('ends as an error when its budget is spent, whatever the expression makes of it', () => {
    const validations = [{ expression: '[1, 2, 3, 4].exists(x, x > 5) || true', message: 'x' }];
    expect(run({ validations }, { budget: { steps: 3 } })).toEqual({
      error: { code: 'budget_exceeded', message: 'the CEL template used up the budget of 3 steps' },
    });
  });

  it('collects every problem of its source', () => {
    expect(
      compileCelProgram({
        variables: [
          { name: 'params', expression: '1' },
          { name: 'x', expression: '1 +' },
        ],
        validations: [{ expression: '"text"' }, {}],
        failurePolicy: 'Maybe',
      }),
    ).toEqual({
      problems: [
        'variables[0]: the name "params" is missing or reserved',
        "variables[1]: 1:4: Syntax error: mismatched input '<EOF>' expecting an expression",
        'validations[0]: must evaluate to bool but got string',
        'validations[1]: an expression is missing',
        'failurePolicy: "Maybe" is neither Fail nor Ignore',
      ],
    });
  });
});
