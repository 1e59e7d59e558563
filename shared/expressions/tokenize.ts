import { ExpressionSyntaxError } from './errors';

export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly offset: number }
  | { readonly kind: 'string'; readonly text: string; readonly offset: number }
  | { readonly kind: 'number'; readonly value: number; readonly offset: number }
  | { readonly kind: 'mark'; readonly text: Mark; readonly offset: number }
  | { readonly kind: 'end'; readonly offset: number };

export type Mark = '(' | ')' | '[' | ']' | ',' | '.' | '?';

const MARKS = new Set<string>(['(', ')', '[', ']', ',', '.', '?']);
const NAME = /[A-Za-z_$][A-Za-z0-9_$-]*/y;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /\s+/y;

/**
 * Splits the inside of an expression (without its outer brackets) into tokens, the last being `end`.
 * Strings are single-quoted; a doubled quote stands for one. Throws ExpressionSyntaxError.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  while (offset < text.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      offset += space.length;
      continue;
    }
    const character = text[offset] as string;
    if (character === "'") {
      const { value, end } = readString(text, offset);
      tokens.push({ kind: 'string', text: value, offset });
      offset = end;
      continue;
    }
    if (MARKS.has(character)) {
      tokens.push({ kind: 'mark', text: character as Mark, offset });
      offset += 1;
      continue;
    }
    const number = take(NUMBER);
    if (number !== undefined) {
      tokens.push({ kind: 'number', value: Number(number), offset });
      offset += number.length;
      continue;
    }
    const name = take(NAME);
    if (name === undefined) {
      throw new ExpressionSyntaxError(
        'UnexpectedCharacter',
        text,
        offset,
        `The character ${JSON.stringify(character)} has no meaning here; expressions consist of function calls, ` +
          "'texts' in single quotes, numbers, .properties and [indexes].",
      );
    }
    tokens.push({ kind: 'name', text: name, offset });
    offset += name.length;
  }
  tokens.push({ kind: 'end', offset });
  return tokens;
}

function readString(text: string, start: number): { value: string; end: number } {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf("'", from);
    if (quote < 0) {
      throw new ExpressionSyntaxError(
        'UnterminatedString',
        text,
        start,
        "A text starts here and never ends; close it with a single quote ('), and write '' for a quote within it.",
      );
    }
    value += text.slice(from, quote);
    if (text[quote + 1] !== "'") return { value, end: quote + 1 };
    value += "'";
    from = quote + 2;
  }
}
