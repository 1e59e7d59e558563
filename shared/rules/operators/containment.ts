import {
  compileEquality,
  foldText,
  hasKey,
  isJsonArray,
  isJsonObject,
  type JsonValue,
  scalarText,
} from '../../expressions';

type Matcher = (left: JsonValue | undefined) => boolean;

/**
 * `in`: the left side equals an element of the list. Nulls match only what is absent (undefined); a single value is a
 * list of one.
 */
export function compileIn(right: JsonValue): Matcher {
  const hasNull = isJsonArray(right) && right.includes(null);
  const list = (isJsonArray(right) ? right : [right]).filter((item) => item !== null);
  const others = list.filter((item) => typeof item !== 'string').map(compileEquality);
  const texts = list.filter((item) => typeof item === 'string');
  const folded = new Set(texts.map(foldText));
  const looseTexts = texts.map(compileEquality);
  return (left) => {
    if (left === undefined) return hasNull;
    if (left === null) return false;
    if (typeof left === 'string') return folded.has(foldText(left)) || others.some((equals) => equals(left));
    return others.some((equals) => equals(left)) || looseTexts.some((equals) => equals(left));
  };
}

/** `containsKey`: an object has the property, without regard to case. */
export function compileContainsKey(right: JsonValue): Matcher {
  const key = scalarText(right);
  return (left) => key !== undefined && isJsonObject(left) && hasKey(left, key);
}

/** `exists`: whether there is a value other than null, against true or false (also as text; anything else is false). */
export function compileExists(right: JsonValue): Matcher {
  const wanted = right === true || (typeof right === 'string' && right.toLowerCase() === 'true');
  return (left) => (left !== undefined && left !== null) === wanted;
}
