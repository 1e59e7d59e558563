import { foldText, isJsonArray, isJsonObject, type JsonValue, readProperty } from '../../expressions';
import { compileEquality } from './loose-equality';

type Matcher = (left: JsonValue | undefined) => boolean;

/** `contains`: part of a text, element of an array, or key of an object. */
export function compileContains(right: JsonValue): Matcher {
  const equalsRight = compileEquality(right);
  const needle = right === null || typeof right === 'object' ? undefined : String(right);
  const folded = needle === undefined ? undefined : foldText(needle);
  return (left) => {
    if (typeof left === 'string') return folded !== undefined && foldText(left).includes(folded);
    if (isJsonArray(left)) return left.some(equalsRight);
    return isJsonObject(left) && needle !== undefined && readProperty(left, needle) !== undefined;
  };
}

/** `in`: the left side equals an element of the list. Nulls never match; a single value is a list of one. */
export function compileIn(right: JsonValue): Matcher {
  const list = (isJsonArray(right) ? right : [right]).filter((item) => item !== null);
  const others = list.filter((item) => typeof item !== 'string').map(compileEquality);
  const texts = list.filter((item) => typeof item === 'string');
  const folded = new Set(texts.map(foldText));
  const looseTexts = texts.map(compileEquality);
  return (left) => {
    if (left === undefined || left === null) return false;
    if (typeof left === 'string') return folded.has(foldText(left)) || others.some((equals) => equals(left));
    return others.some((equals) => equals(left)) || looseTexts.some((equals) => equals(left));
  };
}

/** `containsKey`: an object has the property, its name without regard to ASCII case. */
export function compileContainsKey(right: JsonValue): Matcher {
  const key = right === null || typeof right === 'object' ? undefined : String(right);
  return (left) => key !== undefined && isJsonObject(left) && readProperty(left, key) !== undefined;
}

/** `exists`: whether there is a value other than null, against true or false (also as text; anything else is false). */
export function compileExists(right: JsonValue): Matcher {
  const wanted = right === true || (typeof right === 'string' && right.toLowerCase() === 'true');
  return (left) => (left !== undefined && left !== null) === wanted;
}
