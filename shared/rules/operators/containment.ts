import {
  compileEquality,
  foldText,
  hasKey,
  isJsonArray,
  isJsonObject,
  type JsonValue,
  type Spend,
  scalarText,
} from '../../expressions';

type Matcher = (left: JsonValue | undefined, spend: Spend) => boolean;

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
  let longest = 0;
  for (const text of folded) longest = Math.max(longest, text.length);
  return (left, spend) => {
    if (left === undefined) return hasNull;
    if (left === null) return false;
    if (others.length > 0) spend(others.length);
    // Folding never shortens a text.
    if (typeof left === 'string' && left.length <= longest && folded.has(foldText(left))) return true;
    if (others.some((equals) => equals(left, spend))) return true;
    if (typeof left === 'string') return false;
    spend(looseTexts.length);
    return looseTexts.some((equals) => equals(left, spend));
  };
}

/** `containsKey`: an object has the property, without regard to case. */
export function compileContainsKey(right: JsonValue): Matcher {
  const key = scalarText(right);
  return (left, spend) => key !== undefined && isJsonObject(left) && hasKey(left, key, spend);
}

/** `exists`: whether there is a value other than null, against true or false (also as text; anything else is false). */
export function compileExists(right: JsonValue): Matcher {
  const wanted = right === true || (typeof right === 'string' && right.toLowerCase() === 'true');
  return (left) => (left !== undefined && left !== null) === wanted;
}
