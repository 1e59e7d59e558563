import { describe, expect, it } from 'vitest';
import { describeReason, type EvaluatedLeaf } from './describe-reason';

const leaf = (change: Partial<EvaluatedLeaf>): EvaluatedLeaf => ({
  result: 'True',
  expression: 'location',
  path: 'location',
  operator: 'Equals',
  ...change,
});

describe('describeReason', () => {
  it.each<[EvaluatedLeaf, string]>([
    [
      leaf({ operator: 'NotIn', expressionValue: 'westeurope', targetValue: ['northeurope'] }),
      'location is "westeurope", must be one of ["northeurope"]',
    ],
    [leaf({ expressionValue: 'a', targetValue: 'a' }), 'location is "a", must not be "a"'],
    [leaf({ operator: 'NotEquals', targetValue: true }), 'location is missing, must be true'],
    [leaf({ result: 'False', expressionValue: false, targetValue: true }), 'location is false, must be true'],
    [leaf({ expressionValue: false, targetValue: 'false' }), 'location is false, must be true'],
    [
      leaf({ operator: 'NotEquals', result: 'False', expressionValue: true, targetValue: true }),
      'location is true, must be false',
    ],
    [leaf({ operator: 'Exists', targetValue: 'false' }), 'location is missing, must be set'],
    [leaf({ operator: 'Exists', targetValue: 'true', expressionValue: 1 }), 'location is 1, must not be set'],
    [leaf({ operator: 'Exists', result: 'False', targetValue: 'true' }), 'location is missing, must be set'],
    [leaf({ operator: 'Less', expressionValue: 1, targetValue: 3 }), 'location is 1, must be at least 3'],
    [leaf({ operator: 'Odd', expressionValue: 1, targetValue: 3 }), 'location is 1, must not satisfy Odd 3'],
  ])('turns %j into "%s"', (given, text) => {
    expect(describeReason([given])).toBe(text);
  });

  it('leaves the resource type out, which only says that the policy applies', () => {
    const type = leaf({ expression: 'type', path: 'type', expressionValue: 'x', targetValue: 'x' });
    expect(describeReason([type])).toBeUndefined();
    expect(describeReason([type, leaf({ expressionValue: 'a', targetValue: 'a' })])).toBe(
      'location is "a", must not be "a"',
    );
  });

  it('cuts long values', () => {
    const text = describeReason([leaf({ expressionValue: 'x'.repeat(500), targetValue: 'y' })]);
    expect(text?.length).toBeLessThan(130);
    expect(text).toContain('…');
  });
});
