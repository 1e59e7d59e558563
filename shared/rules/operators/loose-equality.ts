import { deepEqual, foldText, type JsonValue } from '../../expressions';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a text spells, spaces around it aside; undefined when it spells none. */
export function numberFromText(text: string): number | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

/**
 * Compiles equality with a right-hand side as conditions have it: texts without regard to case over all of Unicode,
 * text and number or boolean by what the text spells, arrays and objects deeply. A missing or null left side equals
 * null and the empty text.
 */
export function compileEquality(right: JsonValue): (left: JsonValue | undefined) => boolean {
  if (right === null) return (left) => left === undefined || left === null;
  if (typeof right === 'string') {
    const folded = foldText(right);
    const number = numberFromText(right);
    const lower = right.toLowerCase();
    return (left) => {
      if (typeof left === 'string') return left === right || foldText(left) === folded;
      if (left === undefined || left === null) return right === '';
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
  return (left) => left !== undefined && left !== null && deepEqual(left, right);
}
