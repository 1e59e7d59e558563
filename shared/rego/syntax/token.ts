export type TokenType = 'ident' | 'number' | 'string' | 'rawstring' | 'template' | 'op' | 'eof';

/** One token. `nl`: a line break stands before it; `ws`: white space or a comment does. */
export interface Token {
  readonly type: TokenType;
  /** Identifier or operator as written; a string's value; a number's text. */
  readonly text: string;
  readonly row: number;
  readonly col: number;
  readonly offset: number;
  readonly end: number;
  readonly nl: boolean;
  readonly ws: boolean;
  /** A `.` and a field name follow directly: even a keyword is then a name. */
  readonly dotted: boolean;
  /** Pieces of a template string: texts and, between braces, tokens. */
  readonly parts?: readonly (string | readonly Token[])[];
}
