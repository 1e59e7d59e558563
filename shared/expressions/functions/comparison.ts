import { unsuitable } from '../arguments';
import { deepEqual } from '../compare-values';
import { defineFunction, type FunctionContext, type FunctionDefinition } from '../function-definition';
import type { JsonValue } from '../json-value';
import { compileEquality, looseOrder } from '../loose-equality';

const CULTURE_ORDER = new Intl.Collator('en', { caseFirst: 'lower' });

function order(name: string, args: readonly JsonValue[], context: FunctionContext): number {
  const [left = null, right = null] = args;
  if (context.semantics.comparisonFunctions === 'asOperators')
    return looseOrder(left, right, context.spend) ?? Number.NaN;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return CULTURE_ORDER.compare(left, right);
  const wrong = typeof left === 'number' || typeof left === 'string' ? 1 : 0;
  return unsuitable(name, args, wrong, 'two numbers or two texts');
}

function ordering(name: string, holds: (sign: number) => boolean): FunctionDefinition {
  return defineFunction(
    'comparison',
    name,
    [2, 2],
    (args, context) => holds(order(name, args, context)),
    'everywhere',
    false,
  );
}

export const COMPARISON_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction(
    'comparison',
    'equals',
    [2, 2],
    ([left = null, right = null], context) =>
      context.semantics.comparisonFunctions === 'asOperators'
        ? compileEquality(right)(left, context.spend)
        : deepEqual(left, right, context.spend),
    'everywhere',
    false,
  ),
  ordering('less', (sign) => sign < 0),
  ordering('lessOrEquals', (sign) => sign <= 0),
  ordering('greater', (sign) => sign > 0),
  ordering('greaterOrEquals', (sign) => sign >= 0),
  defineFunction('comparison', 'coalesce', [0, 128], (args) => args.find((value) => value !== null) ?? null),
];
