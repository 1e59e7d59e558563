import { RegoCompileError } from '../errors';
import type { Token, TokenType } from './token';

/** Longest source accepted, in UTF-16 units: far beyond any policy, small enough to lex in a blink. */
export const MAX_SOURCE_LENGTH = 8 * 1024 * 1024;

/** Template strings inside template strings. */
const MAX_TEMPLATE_DEPTH = 32;

export interface Comment {
  readonly row: number;
  readonly col: number;
  readonly text: string;
}

export interface LexedSource {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/** Cuts Rego source into tokens. Throws `RegoCompileError` (rego_parse_error) at the first bad character. */
export function lex(source: string, file: string): LexedSource {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw parseError(file, 1, 1, `source is longer than ${MAX_SOURCE_LENGTH} characters; split it`);
  }
  const state: LexState = {
    source,
    file,
    i: source.charCodeAt(0) === 0xfeff ? 1 : 0,
    row: 1,
    lineStart: 0,
    comments: [],
  };
  state.lineStart = state.i;
  const tokens = lexUntil(state, false, 0);
  return { tokens, comments: state.comments };
}

export function parseError(file: string, row: number, col: number, message: string): RegoCompileError {
  return new RegoCompileError([{ code: 'rego_parse_error', message, file, row, col }]);
}

interface LexState {
  readonly source: string;
  readonly file: string;
  i: number;
  row: number;
  lineStart: number;
  readonly comments: Comment[];
}

const TWO = new Set([':=', '==', '!=', '<=', '>=']);
const ONE = new Set([...'=<>+-*/%&|.,;:()[]{}']);

function lexUntil(s: LexState, closeBrace: boolean, templateDepth: number): Token[] {
  const { source } = s;
  const tokens: Token[] = [];
  let depth = 0;
  for (;;) {
    const before = skipSpace(s);
    const start = s.i;
    const row = s.row;
    const col = start - s.lineStart + 1;
    const push = (type: TokenType, text: string, parts?: Token['parts']): void => {
      const token = {
        type,
        text,
        row,
        col,
        offset: start,
        end: s.i,
        nl: before.nl,
        ws: before.ws,
        dotted: false,
      };
      if (type === 'ident') token.dotted = source[s.i] === '.' && isIdentStart(source.charCodeAt(s.i + 1));
      tokens.push(parts === undefined ? token : { ...token, parts });
    };
    if (start >= source.length) {
      push('eof', '');
      return tokens;
    }
    const c = source.charCodeAt(start);
    if (isIdentStart(c)) {
      s.i = endOfIdent(source, start);
      push('ident', source.slice(start, s.i));
    } else if (isDigit(c) || (c === 46 && isDigit(source.charCodeAt(start + 1)))) {
      push('number', lexNumber(s));
    } else if (c === 34) {
      push('string', lexString(s));
    } else if (c === 96) {
      push('rawstring', lexRaw(s));
    } else if (c === 36 && (source[start + 1] === '"' || source[start + 1] === '`')) {
      const parts = lexTemplate(s, templateDepth);
      push('template', '', parts);
    } else {
      const two = source.slice(start, start + 2);
      const one = source[start] as string;
      if (TWO.has(two)) {
        s.i += 2;
        push('op', two);
      } else if (ONE.has(one)) {
        if (one === '{') depth++;
        if (one === '}') {
          if (depth === 0 && closeBrace) {
            push('eof', '');
            return tokens;
          }
          depth--;
        }
        s.i += 1;
        push('op', one);
      } else {
        throw parseError(
          s.file,
          row,
          col,
          `illegal token ${JSON.stringify(String.fromCodePoint(source.codePointAt(start) as number))}`,
        );
      }
    }
  }
}

function skipSpace(s: LexState): { nl: boolean; ws: boolean } {
  const { source } = s;
  const start = s.i;
  const row = s.row;
  for (;;) {
    const c = source.charCodeAt(s.i);
    if (c === 10) {
      s.i++;
      s.row++;
      s.lineStart = s.i;
    } else if (c === 32 || c === 9 || c === 13) {
      s.i++;
    } else if (c === 35) {
      let end = source.indexOf('\n', s.i);
      if (end < 0) end = source.length;
      s.comments.push({
        row: s.row,
        col: s.i - s.lineStart + 1,
        text: source.slice(s.i + 1, end).replace(/\r$/, ''),
      });
      s.i = end;
    } else {
      return { nl: s.row !== row, ws: s.i !== start };
    }
  }
}

function lexNumber(s: LexState): string {
  const { source } = s;
  const start = s.i;
  const fail = (message: string): never => {
    throw parseError(s.file, s.row, start - s.lineStart + 1, message);
  };
  while (isDigit(source.charCodeAt(s.i))) s.i++;
  const whole = source.slice(start, s.i);
  if (whole.length > 1 && whole.startsWith('0'))
    fail('illegal number format: leading zeros are not permitted');
  if (source[s.i] === '.') {
    s.i++;
    const from = s.i;
    while (isDigit(source.charCodeAt(s.i))) s.i++;
    if (s.i === from) fail('illegal number format: expected a digit after the point');
  }
  if (source[s.i] === 'e' || source[s.i] === 'E') {
    s.i++;
    if (source[s.i] === '+' || source[s.i] === '-') s.i++;
    const from = s.i;
    while (isDigit(source.charCodeAt(s.i))) s.i++;
    if (s.i === from) fail('illegal number format: expected a digit in the exponent');
    if (s.i - from > 6 || Number(source.slice(from, s.i)) > 30_000) fail('number too big');
  }
  if (isIdentStart(source.charCodeAt(s.i)))
    fail(`illegal number format: unexpected ${JSON.stringify(source[s.i])}`);
  if (s.i - start > 10_000) fail('number too long');
  return source.slice(start, s.i);
}

function lexString(s: LexState): string {
  const { source } = s;
  const start = s.i;
  let i = start + 1;
  for (;;) {
    const c = source.charCodeAt(i);
    if (c === 34) break;
    if (Number.isNaN(c) || c === 10) {
      throw parseError(s.file, s.row, start - s.lineStart + 1, 'non-terminated string');
    }
    i += c === 92 ? 2 : 1;
  }
  s.i = i + 1;
  return unescaped(s, source.slice(start + 1, i), start);
}

function unescaped(s: LexState, text: string, start: number): string {
  if (!text.includes('\\') && !hasControl(text)) return text;
  try {
    return JSON.parse(`"${text.replace(/\t/g, '\\t')}"`) as string;
  } catch {
    throw parseError(
      s.file,
      s.row,
      start - s.lineStart + 1,
      'illegal string: bad escape sequence or control character',
    );
  }
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true;
  return false;
}

function lexRaw(s: LexState): string {
  const end = s.source.indexOf('`', s.i + 1);
  if (end < 0) throw parseError(s.file, s.row, s.i - s.lineStart + 1, 'non-terminated string');
  const text = s.source.slice(s.i + 1, end);
  advanceTo(s, end + 1);
  return text;
}

function advanceTo(s: LexState, end: number): void {
  for (let i = s.i; i < end; i++) {
    if (s.source.charCodeAt(i) === 10) {
      s.row++;
      s.lineStart = i + 1;
    }
  }
  s.i = end;
}

function lexTemplate(s: LexState, depth: number): (string | readonly Token[])[] {
  const { source } = s;
  const start = s.i;
  const { row } = s;
  const col = start - s.lineStart + 1;
  if (depth >= MAX_TEMPLATE_DEPTH)
    throw parseError(s.file, row, col, 'template strings are nested too deeply');
  const raw = source[start + 1] === '`';
  const quote = raw ? '`' : '"';
  s.i += 2;
  const parts: (string | readonly Token[])[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push(raw ? text : unescaped(s, text, start));
    text = '';
  };
  for (;;) {
    const ch = source[s.i];
    if (ch === undefined || (ch === '\n' && !raw))
      throw parseError(s.file, row, col, 'non-terminated string');
    if (ch === quote) {
      s.i++;
      flush();
      return parts;
    }
    if (ch === '\\' && (source[s.i + 1] === '{' || source[s.i + 1] === '}')) {
      text += source[s.i + 1];
      s.i += 2;
    } else if (ch === '\\' && !raw) {
      text += source.slice(s.i, s.i + 2);
      s.i += 2;
    } else if (ch === '{') {
      flush();
      s.i++;
      const tokens = lexUntil(s, true, depth + 1);
      if (source[s.i] !== '}') throw parseError(s.file, row, col, 'non-terminated template expression');
      s.i++;
      parts.push(tokens);
    } else {
      text += ch;
      advanceTo(s, s.i + 1);
    }
  }
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function isIdentStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95;
}

function endOfIdent(source: string, start: number): number {
  let i = start + 1;
  for (;;) {
    const c = source.charCodeAt(i);
    if (!isIdentStart(c) && !isDigit(c)) return i;
    i++;
  }
}
