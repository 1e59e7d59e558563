import { unsuitable } from '../arguments';
import { deepEqual, sameText } from '../compare-values';
import { foldText } from '../fold-text';
import { defineFunction, type FunctionContext, type FunctionDefinition } from '../function-definition';
import type { JsonValue } from '../json-value';

const CULTURE_ORDER = new Intl.Collator('en', { caseFirst: 'lower' });

function order(name: string, args: readonly JsonValue[], context: FunctionContext): number {
  const [left, right] = args;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') {
    if (context.semantics.functionTextCase === 'sensitive') return CULTURE_ORDER.compare(left, right);
    const [foldedLeft, foldedRight] = [foldText(left), foldText(right)];
    return foldedLeft < foldedRight ? -1 : foldedLeft > foldedRight ? 1 : 0;
  }
  return unsuitable(
    name,
    args,
    typeof left === 'number' || typeof left === 'string' ? 1 : 0,
    'two numbers or two texts',
  );
}

export const COMPARISON_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('comparison', 'equals', [2, 2], ([left = null, right = null], context) =>
    typeof left === 'string' && typeof right === 'string'
      ? sameText(left, right, context.semantics.functionTextCase === 'insensitive')
      : deepEqual(left, right),
  ),
  defineFunction('comparison', 'less', [2, 2], (args, context) => order('less', args, context) < 0),
  defineFunction(
    'comparison',
    'lessOrEquals',
    [2, 2],
    (args, context) => order('lessOrEquals', args, context) <= 0,
  ),
  defineFunction('comparison', 'greater', [2, 2], (args, context) => order('greater', args, context) > 0),
  defineFunction(
    'comparison',
    'greaterOrEquals',
    [2, 2],
    (args, context) => order('greaterOrEquals', args, context) >= 0,
  ),
  defineFunction('comparison', 'coalesce', [1, 128], (args) => args.find((value) => value !== null) ?? null),
];
