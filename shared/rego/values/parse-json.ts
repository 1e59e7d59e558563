import { setMember } from '../runtime/build';
import { numberFromText } from './number';
import type { RegoObject, RegoValue } from './value';

/** Arrays and objects nested deeper than this are refused. */
const MAX_DEPTH = 2000;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Reads JSON without losing digits: `1.0` stays `1.0` and integers beyond 2^53 stay exact. The last of several equal
 * keys wins. Throws `SyntaxError` on anything that is not one JSON value.
 */
export function parseExactJson(text: string): RegoValue {
  const state = { text, i: 0, depth: 0 };
  const value = readValue(state);
  skip(state);
  if (state.i < text.length) throw fail(state, 'unexpected text after the value');
  return value;
}

interface State {
  readonly text: string;
  i: number;
  depth: number;
}

function fail(s: State, message: string): SyntaxError {
  return new SyntaxError(`${message} at offset ${s.i}`);
}

function skip(s: State): void {
  for (;;) {
    const c = s.text.charCodeAt(s.i);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
    s.i++;
  }
}

function readValue(s: State): RegoValue {
  skip(s);
  const c = s.text[s.i];
  if (c === '{') return readObject(s);
  if (c === '[') return readArray(s);
  if (c === '"') return readString(s);
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const) {
    if (s.text.startsWith(word, s.i)) {
      s.i += word.length;
      return value;
    }
  }
  NUMBER.lastIndex = s.i;
  const match = NUMBER.exec(s.text);
  if (match === null) throw fail(s, 'expected a value');
  s.i += match[0].length;
  const exponent = /[eE][+-]?0*(\d+)$/.exec(match[0])?.[1];
  if (exponent !== undefined && exponent.length > 5) throw fail(s, 'number is too large');
  return numberFromText(match[0]);
}

function readString(s: State): string {
  let end = s.i + 1;
  for (;;) {
    const c = s.text.charCodeAt(end);
    if (Number.isNaN(c)) throw fail(s, 'unterminated string');
    if (c === 34) break;
    end += c === 92 ? 2 : 1;
  }
  const value = JSON.parse(s.text.slice(s.i, end + 1)) as string;
  s.i = end + 1;
  return value;
}

function readArray(s: State): RegoValue {
  enter(s);
  const items: RegoValue[] = [];
  s.i++;
  skip(s);
  if (s.text[s.i] === ']') s.i++;
  else {
    for (;;) {
      items.push(readValue(s));
      skip(s);
      const c = s.text[s.i++];
      if (c === ']') break;
      if (c !== ',') throw fail(s, 'expected , or ]');
    }
  }
  s.depth--;
  return items;
}

function readObject(s: State): RegoValue {
  enter(s);
  const object: RegoObject = {};
  s.i++;
  skip(s);
  if (s.text[s.i] === '}') s.i++;
  else {
    for (;;) {
      skip(s);
      if (s.text[s.i] !== '"') throw fail(s, 'expected a key');
      const key = readString(s);
      skip(s);
      if (s.text[s.i++] !== ':') throw fail(s, 'expected :');
      setMember(object, key, readValue(s));
      skip(s);
      const c = s.text[s.i++];
      if (c === '}') break;
      if (c !== ',') throw fail(s, 'expected , or }');
    }
  }
  s.depth--;
  return object;
}

function enter(s: State): void {
  if (++s.depth > MAX_DEPTH) throw fail(s, 'nested too deeply');
}
