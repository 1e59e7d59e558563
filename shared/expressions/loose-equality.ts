import { deepEqual } from './compare-values';
import { foldText } from './fold-text';
import type { JsonValue } from './json-value';
import { type Spend, spendThrough } from './steps';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a text spells, spaces around it aside; undefined when it spells none. */
export function numberFromText(text: string): number | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

/**
 * Compiles equality with a right-hand side as conditions have it: texts without regard to case over all of Unicode,
 * text and number or boolean by what the text spells, null and the empty text alike, arrays and objects deeply. What
 * is absent (undefined) equals null alone.
 */
export function compileEquality(right: JsonValue): (left: JsonValue | undefined, spend: Spend) => boolean {
  if (right === null) return (left) => left === undefined || left === null || left === '';
  if (typeof right === 'string') {
    const folded = foldText(right);
    const number = numberFromText(right);
    const lower = right.toLowerCase();
    return (left) => {
      // Folding never shortens a text, so that one that is too long need not be folded.
      if (typeof left === 'string')
        return left === right || (left.length <= folded.length && foldText(left) === folded);
      if (left === null) return right === '';
      if (typeof left === 'number') return number !== undefined && left === number;
      return typeof left === 'boolean' && (left ? lower === 'true' : lower === 'false');
    };
  }
  if (typeof right === 'number') {
    return (left) => left === right || (typeof left === 'string' && numberFromText(left) === right);
  }
  if (typeof right === 'boolean') {
    const word = String(right);
    return (left) => left === right || (typeof left === 'string' && left.toLowerCase() === word);
  }
  return (left, spend) => left !== undefined && left !== null && deepEqual(left, right, spend);
}

/**
 * The sign of left minus right: numbers by size, texts by their folded code points, text and number by size where the
 * text spells a number, false before true. Undefined where the two have no order.
 */
export function looseOrder(left: JsonValue | undefined, right: JsonValue, spend: Spend): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    spendThrough(left, spend);
    spendThrough(right, spend);
    const [foldedLeft, foldedRight] = [foldText(left), foldText(right)];
    return foldedLeft < foldedRight ? -1 : foldedLeft > foldedRight ? 1 : 0;
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  const [numberLeft, numberRight] = [asNumber(left), asNumber(right)];
  return numberLeft === undefined || numberRight === undefined ? undefined : numberLeft - numberRight;
}

function asNumber(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? numberFromText(value) : undefined;
}
