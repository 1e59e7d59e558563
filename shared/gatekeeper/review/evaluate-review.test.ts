import { describe, expect, it } from 'vitest';
import { compileConstraint } from '../constraint/compile-constraint';
import { matchesConstraint } from '../constraint/matches-constraint';
import type { JsonObject } from '../json';
import { compileConstraintTemplate } from '../template/compile-constraint-template';
import { evaluateReview } from './evaluate-review';
import { reviewOf } from './review-of';

function constraintOf(rego: string, spec: JsonObject = {}): ReturnType<typeof compileConstraint> {
  const template = compileConstraintTemplate({
    apiVersion: 'templates.gatekeeper.sh/v1beta1',
    kind: 'ConstraintTemplate',
    metadata: { name: 'demo' },
    spec: {
      crd: { spec: { names: { kind: 'Demo' } } },
      targets: [{ target: 'admission.k8s.gatekeeper.sh', rego: `package demo\n${rego}` }],
    },
  });
  const metadata = { name: 'under-test' };
  return compileConstraint(template, {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: 'Demo',
    metadata,
    spec,
  });
}

const pod: JsonObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' } };

describe('the evaluation of a review', () => {
  it('prints the numbers of objects as Gatekeeper does, which reads them as floats', () => {
    const rego = `violation[{"msg": msg, "details": {"n": input.review.object.spec.uids[1]}}] {
      [small, big] := input.review.object.spec.uids
      msg := sprintf("%v %v %v %v %v", [small, big, big + 1, big == 1000650000, input.parameters.big])
    }`;
    const object = { ...pod, spec: { uids: [999999, 1000650000], ratio: 0.00001 } };
    const parameters = { big: 1000650000 };
    const { violations } = evaluateReview(constraintOf(rego, { parameters }), reviewOf(object));
    expect(violations).toEqual([
      { message: '999999 1.00065e+09 1000650001 true 1000650000', details: { n: 1000650000 } },
    ]);
    expect(object.spec.uids).toEqual([999999, 1000650000]);
  });

  it('gives message, details, container and path', () => {
    const rego =
      'violation[{"msg": msg, "details": d}] { msg := "bad"; d := {"container": "app", "path": "spec.x", "n": 1} }';
    expect(evaluateReview(constraintOf(rego), reviewOf(pod))).toEqual({
      violations: [
        {
          message: 'bad',
          details: { container: 'app', path: 'spec.x', n: 1 },
          container: 'app',
          path: 'spec.x',
        },
      ],
    });
  });

  it('shows templates the review, the parameters and the inventory', () => {
    const rego = `violation[{"msg": msg}] {
      input.review.operation == ""
      input.review.kind == {"group": "", "version": "v1", "kind": "Pod"}
      input.review.namespaceObject == {}
      input.review.oldObject == null
      msg := sprintf("%v/%v %v %v", [input.review.namespace, input.review.name, input.parameters.p, data.inventory.cluster.v1])
    }`;
    const inventory = { cluster: { v1: 'found' } };
    expect(
      evaluateReview(constraintOf(rego, { parameters: { p: 1 } }), reviewOf(pod), { inventory }).violations,
    ).toEqual([{ message: 'shop/web 1 found', details: {} }]);
  });

  it('has empty parameters and an empty inventory when there are none', () => {
    const rego = 'violation[{"msg": "empty"}] { input.parameters == {}; data.inventory == {} }';
    expect(evaluateReview(constraintOf(rego), reviewOf(pod)).violations).toEqual([
      { message: 'empty', details: {} },
    ]);
  });

  it('leaves objects alone that do not match', () => {
    const constraint = constraintOf('violation[{"msg": "x"}] { true }', { match: { namespaces: ['other'] } });
    expect(matchesConstraint(constraint, reviewOf(pod))).toBe(false);
    expect(evaluateReview(constraint, reviewOf(pod))).toEqual({ violations: [], unmatched: true });
  });

  it('takes a match that cannot be decided for a violation', () => {
    const match = { namespaceSelector: { matchLabels: { a: 'b' } } };
    const constraint = constraintOf('violation[{"msg": "x"}] { true }', { match });
    expect(matchesConstraint(constraint, reviewOf(pod))).toBe(true);
    expect(evaluateReview(constraint, reviewOf(pod))).toEqual({
      violations: [
        {
          message:
            'unable to match constraints: error matching the requested object: web :failed to run Match criteria: namespace selector for namespace-scoped object but missing Namespace',
        },
      ],
    });
  });

  it('says by whom an object is implied', () => {
    const review = reviewOf(pod, { source: 'Generated', impliedBy: 'expand-pods' });
    expect(
      evaluateReview(constraintOf('violation[{"msg": "x"}] { true }'), review).violations[0]?.message,
    ).toBe('[Implied by expand-pods] x');
  });

  it('drops elements without a message and repeats of one', () => {
    const rego = `violation[e] {
      e := [{"msg": "a", "extra": 1}, {"msg": "a", "extra": 2}, {"other": 1}, "text", {"msg": "a", "details": 3}][_]
    }`;
    expect(evaluateReview(constraintOf(rego), reviewOf(pod)).violations).toEqual([
      { message: 'a', details: 3 },
      { message: 'a', details: {} },
    ]);
  });

  it.each([
    [
      'a message that is no text',
      'violation[{"msg": msg}] { msg := input.review.object.metadata }',
      {},
      'invalid_message',
    ],
    [
      'a conflict',
      'x = 1 { input.review }\nx = 2 { input.review }\nviolation[{"msg": "x"}] { x }',
      {},
      'evaluation_failed',
    ],
    [
      'a spent budget',
      'violation[{"msg": "x"}] { numbers.range(1, 100000)[_] == -1 }',
      { budget: { steps: 1000 } },
      'budget_exceeded',
    ],
  ])('ends as an error with %s', (_name, rego, options, code) => {
    const outcome = evaluateReview(constraintOf(rego), reviewOf(pod), options);
    expect(outcome).toMatchObject({ violations: [], error: { code } });
  });

  it('does not change what it judges', () => {
    const object = structuredClone(pod);
    evaluateReview(constraintOf('violation[{"msg": "x"}] { input.review.object }'), reviewOf(object));
    expect(object).toEqual(pod);
  });
});
