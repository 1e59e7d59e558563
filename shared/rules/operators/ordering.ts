import { ExpressionFailure, type JsonValue, jsonTypeName, looseOrder, type Spend } from '../../expressions';
import type { RuleSemantics } from '../semantics';

/** Compiles a comparison by order; `holds` judges the sign of left minus right. A missing left side holds never. */
export function compileOrdering(
  right: JsonValue,
  holds: (sign: number) => boolean,
  semantics: RuleSemantics,
): (left: JsonValue | undefined, spend: Spend) => boolean {
  return (left, spend) => {
    if (left === undefined || left === null) return false;
    const sign = looseOrder(left, right, spend);
    if (sign !== undefined) return holds(sign);
    if (semantics.unorderedTypes === 'unsatisfied') return false;
    throw new ExpressionFailure(
      'InvalidArgument',
      `A ${jsonTypeName(left)} has no order beside a ${jsonTypeName(right)}; compare two numbers or two texts.`,
    );
  };
}
