import { ExpressionFailure, foldText, type JsonValue, jsonTypeName } from '../../expressions';
import type { RuleSemantics } from '../semantics';
import { numberFromText } from './loose-equality';

/**
 * Compiles a comparison by order: numbers by size, texts by their folded code points, a text that spells a number with
 * a number by size. `holds` judges the sign of left minus right. A missing left side holds never.
 */
export function compileOrdering(
  right: JsonValue,
  holds: (sign: number) => boolean,
  semantics: RuleSemantics,
): (left: JsonValue | undefined) => boolean {
  const foldedRight = typeof right === 'string' ? foldText(right) : '';
  const numberRight =
    typeof right === 'number' ? right : typeof right === 'string' ? numberFromText(right) : undefined;
  return (left) => {
    if (left === undefined || left === null) return false;
    if (typeof left === 'string' && typeof right === 'string') {
      const foldedLeft = foldText(left);
      return holds(foldedLeft < foldedRight ? -1 : foldedLeft > foldedRight ? 1 : 0);
    }
    const numberLeft =
      typeof left === 'number' ? left : typeof left === 'string' ? numberFromText(left) : undefined;
    if (numberLeft !== undefined && numberRight !== undefined) return holds(numberLeft - numberRight);
    if (semantics.unorderedTypes === 'unsatisfied') return false;
    throw new ExpressionFailure(
      'InvalidArgument',
      `A ${jsonTypeName(left)} has no order beside a ${jsonTypeName(right)}; compare two numbers or two texts.`,
    );
  };
}
