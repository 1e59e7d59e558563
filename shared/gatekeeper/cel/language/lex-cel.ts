import { Buffer } from 'node:buffer';
import { CelSyntaxError, type Position } from './cel-syntax';
import { CelUint } from './cel-value';

/** A word, a mark or a literal of an expression. */
export interface CelToken {
  readonly kind: 'name' | 'mark' | 'number' | 'text' | 'bytes' | 'end';
  readonly text: string;
  readonly value?: unknown;
  readonly at: Position;
}

const spaces = /(?:[ \t\r\n\f]+|\/\/[^\n]*)+/y;
const words = /[A-Za-z_][A-Za-z0-9_]*/y;
const numbers = /(?:0x[0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+[uU]?)/y;
const marks = /(?:&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}])/y;
const quotes = /([bB]?[rR]?)("""|'''|"|')/y;

/** Splits an expression into tokens. Throws CelSyntaxError. */
export function lexCel(text: string): CelToken[] {
  const tokens: CelToken[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const space = match(spaces);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const quote = match(quotes);
    if (quote !== null) {
      const token = readQuoted(text, at, quote);
      tokens.push(token.token);
      at = token.end;
      continue;
    }
    const number = match(numbers);
    const [kind, found] = number === null ? wordOrMark(match) : (['number', number[0]] as const);
    if (found === undefined)
      throw new CelSyntaxError(`Syntax error: token recognition error at: '${text[at]}'`, at);
    tokens.push({ kind, text: found, at });
    at += found.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', at });
  return tokens;
}

function wordOrMark(
  match: (pattern: RegExp) => RegExpExecArray | null,
): readonly ['name' | 'mark', string | undefined] {
  const word = match(words);
  return word === null ? ['mark', match(marks)?.[0]] : ['name', word[0]];
}

const maxInt = 9_223_372_036_854_775_807n;
const minInt = -9_223_372_036_854_775_808n;
const maxUint = 18_446_744_073_709_551_615n;

/** The value of a number literal, with its sign. Throws CelSyntaxError. */
export function readNumber(text: string, negative: boolean, at: Position): unknown {
  if (/^\d*\.\d|[eE]/.test(text) && !text.startsWith('0x')) {
    const value = Number(text);
    if (!Number.isFinite(value)) throw new CelSyntaxError('invalid double literal', at);
    return negative ? -value : value;
  }
  const unsigned = /[uU]$/.test(text);
  const value = BigInt(unsigned ? text.slice(0, -1) : text);
  if (unsigned) {
    if (value > maxUint || negative) throw new CelSyntaxError('invalid uint literal', at);
    return new CelUint(value);
  }
  const signed = negative ? -value : value;
  if (signed > maxInt || signed < minInt) throw new CelSyntaxError('invalid int literal', at);
  return signed;
}

function readQuoted(
  text: string,
  start: Position,
  quote: RegExpExecArray,
): { readonly token: CelToken; readonly end: Position } {
  const [opening, prefix = '', mark = '"'] = quote;
  const raw = /r/i.test(prefix);
  const bytes = /b/i.test(prefix);
  const units: (string | number)[] = [];
  let at = start + opening.length;
  while (!text.startsWith(mark, at)) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (at >= text.length || (mark.length === 1 && (character === '\n' || character === '\r'))) {
      throw new CelSyntaxError(`Syntax error: token recognition error at: '${text.slice(start)}'`, start);
    }
    if (character === '\\' && !raw) {
      const escaped = readEscape(text, at, bytes);
      units.push(escaped.unit);
      at = escaped.end;
    } else {
      units.push(character);
      at += character.length;
    }
  }
  const end = at + mark.length;
  const value = bytes
    ? new Uint8Array(
        Buffer.concat(units.map((unit) => Buffer.from(typeof unit === 'number' ? [unit] : unit))),
      )
    : units.join('');
  const token: CelToken = { kind: bytes ? 'bytes' : 'text', text: text.slice(start, end), value, at: start };
  return { token, end };
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['?', '?'],
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
]);
const codeEscape = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/y;
const maxCodePoint = 0x10ffff;

/** In bytes, hexadecimal and octal escapes are bytes and not code points. */
function readEscape(
  text: string,
  at: Position,
  bytes: boolean,
): { readonly unit: string | number; readonly end: Position } {
  const simple = simpleEscapes.get(text[at + 1] ?? '');
  if (simple !== undefined) return { unit: simple, end: at + 2 };
  codeEscape.lastIndex = at;
  const match = codeEscape.exec(text);
  if (match === null) throw new CelSyntaxError('Syntax error: token recognition error: unknown escape', at);
  const [all, hex, short, long, octal] = match;
  const code =
    octal === undefined ? Number.parseInt(hex ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  const isByte = hex !== undefined || octal !== undefined;
  if (bytes && !isByte) throw new CelSyntaxError('invalid escape in bytes', at);
  if (code > maxCodePoint || (code >= 0xd800 && code < 0xe000))
    throw new CelSyntaxError('invalid unicode code point', at);
  return { unit: bytes ? code : String.fromCodePoint(code), end: at + all.length };
}
